extension AreaRegister {
  /// The upper-tier local authorities of England since April 2009, its regions and England.
  ///
  /// A line an area: code | DfE number | name | other names | earlier codes | kind | region | subregion | first day | last
  /// day | successors. Compiled from the register of geographic codes and the code history of the Office for National
  /// Statistics and from DfE's list of local authority numbers (Open Government Licence v3.0). A county whose districts
  /// were merged into it (Buckinghamshire 2020, North Yorkshire and Somerset 2023, five in 2009) lives on under a new
  /// code. Dorset's Christchurch went to Bournemouth, Christchurch and Poole in 2019, so old Dorset has two successors.
  static let englandLines = """
    E09000001|201|City of London|City of London Corporation||londonBorough|E12000007|E13000001|||
    E09000007|202|Camden|||londonBorough|E12000007|E13000001|||
    E09000011|203|Greenwich|||londonBorough|E12000007|E13000002|||
    E09000012|204|Hackney|||londonBorough|E12000007|E13000001|||
    E09000013|205|Hammersmith and Fulham|Hammersmith & Fulham||londonBorough|E12000007|E13000001|||
    E09000019|206|Islington|||londonBorough|E12000007|E13000001|||
    E09000020|207|Kensington and Chelsea|Kensington & Chelsea||londonBorough|E12000007|E13000001|||
    E09000022|208|Lambeth|||londonBorough|E12000007|E13000001|||
    E09000023|209|Lewisham|||londonBorough|E12000007|E13000001|||
    E09000028|210|Southwark|||londonBorough|E12000007|E13000001|||
    E09000030|211|Tower Hamlets|||londonBorough|E12000007|E13000001|||
    E09000032|212|Wandsworth|||londonBorough|E12000007|E13000001|||
    E09000033|213|Westminster|City of Westminster||londonBorough|E12000007|E13000001|||
    E09000002|301|Barking and Dagenham|Barking & Dagenham||londonBorough|E12000007|E13000002|||
    E09000003|302|Barnet|||londonBorough|E12000007|E13000002|||
    E09000004|303|Bexley|||londonBorough|E12000007|E13000002|||
    E09000005|304|Brent|||londonBorough|E12000007|E13000002|||
    E09000006|305|Bromley|||londonBorough|E12000007|E13000002|||
    E09000008|306|Croydon|||londonBorough|E12000007|E13000002|||
    E09000009|307|Ealing|||londonBorough|E12000007|E13000002|||
    E09000010|308|Enfield|||londonBorough|E12000007|E13000002|||
    E09000014|309|Haringey|||londonBorough|E12000007|E13000001|||
    E09000015|310|Harrow|||londonBorough|E12000007|E13000002|||
    E09000016|311|Havering|||londonBorough|E12000007|E13000002|||
    E09000017|312|Hillingdon|||londonBorough|E12000007|E13000002|||
    E09000018|313|Hounslow|||londonBorough|E12000007|E13000002|||
    E09000021|314|Kingston upon Thames|Kingston-upon-Thames;Kingston||londonBorough|E12000007|E13000002|||
    E09000024|315|Merton|||londonBorough|E12000007|E13000002|||
    E09000025|316|Newham|||londonBorough|E12000007|E13000001|||
    E09000026|317|Redbridge|||londonBorough|E12000007|E13000002|||
    E09000027|318|Richmond upon Thames|Richmond-upon-Thames;Richmond||londonBorough|E12000007|E13000002|||
    E09000029|319|Sutton|||londonBorough|E12000007|E13000002|||
    E09000031|320|Waltham Forest|||londonBorough|E12000007|E13000002|||
    E08000025|330|Birmingham|||metropolitan|E12000005||||
    E08000026|331|Coventry|||metropolitan|E12000005||||
    E08000027|332|Dudley|||metropolitan|E12000005||||
    E08000028|333|Sandwell|||metropolitan|E12000005||||
    E08000029|334|Solihull|||metropolitan|E12000005||||
    E08000030|335|Walsall|||metropolitan|E12000005||||
    E08000031|336|Wolverhampton|||metropolitan|E12000005||||
    E08000011|340|Knowsley|||metropolitan|E12000002||||
    E08000012|341|Liverpool|||metropolitan|E12000002||||
    E08000013|342|St. Helens|St Helens;Saint Helens||metropolitan|E12000002||||
    E08000014|343|Sefton|||metropolitan|E12000002||||
    E08000015|344|Wirral|||metropolitan|E12000002||||
    E08000001|350|Bolton|||metropolitan|E12000002||||
    E08000002|351|Bury|||metropolitan|E12000002||||
    E08000003|352|Manchester|||metropolitan|E12000002||||
    E08000004|353|Oldham|||metropolitan|E12000002||||
    E08000005|354|Rochdale|||metropolitan|E12000002||||
    E08000006|355|Salford|||metropolitan|E12000002||||
    E08000007|356|Stockport|||metropolitan|E12000002||||
    E08000008|357|Tameside|||metropolitan|E12000002||||
    E08000009|358|Trafford|||metropolitan|E12000002||||
    E08000010|359|Wigan|||metropolitan|E12000002||||
    E08000038|370|Barnsley||E08000016|metropolitan|E12000003||||
    E08000017|371|Doncaster|||metropolitan|E12000003||||
    E08000018|372|Rotherham|||metropolitan|E12000003||||
    E08000039|373|Sheffield||E08000019|metropolitan|E12000003||||
    E08000032|380|Bradford|||metropolitan|E12000003||||
    E08000033|381|Calderdale|||metropolitan|E12000003||||
    E08000034|382|Kirklees|||metropolitan|E12000003||||
    E08000035|383|Leeds|||metropolitan|E12000003||||
    E08000036|384|Wakefield|||metropolitan|E12000003||||
    E08000037|390|Gateshead||E08000020|metropolitan|E12000001||||
    E08000021|391|Newcastle upon Tyne|Newcastle;Newcastle-upon-Tyne||metropolitan|E12000001||||
    E08000022|392|North Tyneside|||metropolitan|E12000001||||
    E08000023|393|South Tyneside|||metropolitan|E12000001||||
    E08000024|394|Sunderland|||metropolitan|E12000001||||
    E06000053|420|Isles of Scilly|Scilly;Scilly Isles;Isles Of Scilly||unitary|E12000009||||
    E06000022|800|Bath and North East Somerset|BANES;Bath & North East Somerset||unitary|E12000009||||
    E06000023|801|Bristol, City of|Bristol;City of Bristol;Bristol City||unitary|E12000009||||
    E06000024|802|North Somerset|||unitary|E12000009||||
    E06000025|803|South Gloucestershire|||unitary|E12000009||||
    E06000001|805|Hartlepool|||unitary|E12000001||||
    E06000002|806|Middlesbrough|||unitary|E12000001||||
    E06000003|807|Redcar and Cleveland|Redcar;Redcar & Cleveland||unitary|E12000001||||
    E06000004|808|Stockton-on-Tees|Stockton;Stockton on Tees||unitary|E12000001||||
    E06000010|810|Kingston upon Hull, City of|Kingston Upon Hull, City of;Hull;Kingston upon Hull;City of Kingston upon Hull;Hull City||unitary|E12000003||||
    E06000011|811|East Riding of Yorkshire|||unitary|E12000003||||
    E06000012|812|North East Lincolnshire|||unitary|E12000003||||
    E06000013|813|North Lincolnshire|||unitary|E12000003||||
    E06000065|815|North Yorkshire||E10000023|unitary|E12000003||||
    E06000014|816|York|||unitary|E12000003||||
    E10000001|820|Bedfordshire|Bedfordshire (Pre LG)||county|E12000006|||2009-03-31|E06000055;E06000056
    E06000032|821|Luton|||unitary|E12000006||||
    E06000055|822|Bedford|Bedford Borough||unitary|E12000006||2009-04-01||
    E06000056|823|Central Bedfordshire|||unitary|E12000006||2009-04-01||
    E06000060|825|Buckinghamshire||E10000002|unitary|E12000008||||
    E06000042|826|Milton Keynes|||unitary|E12000008||||
    E10000007|830|Derbyshire|||county|E12000004||||
    E06000015|831|Derby|||unitary|E12000004||||
    E10000009|835|Dorset|Dorset (Pre LG)||county|E12000009|||2019-03-31|E06000059;E06000058
    E06000029|836|Poole|Poole (Pre LG)||unitary|E12000009|||2019-03-31|E06000058
    E06000028|837|Bournemouth|Bournemouth (Pre LG)||unitary|E12000009|||2019-03-31|E06000058
    E06000059|838|Dorset|||unitary|E12000009||2019-04-01||
    E06000058|839|Bournemouth, Christchurch and Poole|BCP;Bournemouth, Christchurch & Poole;Bournemouth Christchurch and Poole||unitary|E12000009||2019-04-01||
    E06000047|840|County Durham|Durham;Co Durham|E10000010|unitary|E12000001||||
    E06000005|841|Darlington|||unitary|E12000001||||
    E10000011|845|East Sussex|||county|E12000008||||
    E06000043|846|Brighton and Hove|Brighton;Brighton & Hove||unitary|E12000008||||
    E10000014|850|Hampshire|||county|E12000008||||
    E06000044|851|Portsmouth|||unitary|E12000008||||
    E06000045|852|Southampton|||unitary|E12000008||||
    E10000018|855|Leicestershire|||county|E12000004||||
    E06000016|856|Leicester|||unitary|E12000004||||
    E06000017|857|Rutland|||unitary|E12000004||||
    E10000028|860|Staffordshire|||county|E12000005||||
    E06000021|861|Stoke-on-Trent|Stoke;Stoke on Trent||unitary|E12000005||||
    E06000054|865|Wiltshire||E10000033|unitary|E12000009||||
    E06000030|866|Swindon|||unitary|E12000009||||
    E06000036|867|Bracknell Forest|||unitary|E12000008||||
    E06000040|868|Windsor and Maidenhead|Windsor & Maidenhead||unitary|E12000008||||
    E06000037|869|West Berkshire|||unitary|E12000008||||
    E06000038|870|Reading|||unitary|E12000008||||
    E06000039|871|Slough|||unitary|E12000008||||
    E06000041|872|Wokingham|||unitary|E12000008||||
    E10000003|873|Cambridgeshire|||county|E12000006||||
    E06000031|874|Peterborough|||unitary|E12000006||||
    E10000004|875|Cheshire|Cheshire (Pre LG)||county|E12000002|||2009-03-31|E06000049;E06000050
    E06000006|876|Halton|||unitary|E12000002||||
    E06000007|877|Warrington|||unitary|E12000002||||
    E10000008|878|Devon|||county|E12000009||||
    E06000026|879|Plymouth|||unitary|E12000009||||
    E06000027|880|Torbay|||unitary|E12000009||||
    E10000012|881|Essex|||county|E12000006||||
    E06000033|882|Southend-on-Sea|Southend;Southend on Sea||unitary|E12000006||||
    E06000034|883|Thurrock|||unitary|E12000006||||
    E06000019|884|Herefordshire, County of|Herefordshire;County of Herefordshire||unitary|E12000005||||
    E10000034|885|Worcestershire|||county|E12000005||||
    E10000016|886|Kent|||county|E12000008||||
    E06000035|887|Medway|||unitary|E12000008||||
    E10000017|888|Lancashire|||county|E12000002||||
    E06000008|889|Blackburn with Darwen|Blackburn||unitary|E12000002||||
    E06000009|890|Blackpool|||unitary|E12000002||||
    E10000024|891|Nottinghamshire|||county|E12000004||||
    E06000018|892|Nottingham|||unitary|E12000004||||
    E06000051|893|Shropshire||E10000026|unitary|E12000005||||
    E06000020|894|Telford and Wrekin|Telford & Wrekin;Telford||unitary|E12000005||||
    E06000049|895|Cheshire East|||unitary|E12000002||2009-04-01||
    E06000050|896|Cheshire West and Chester|Cheshire West & Chester;Cheshire West||unitary|E12000002||2009-04-01||
    E06000052|908|Cornwall|Cornwall (excluding Isles of Scilly)|E10000005|unitary|E12000009||||
    E10000006|909|Cumbria|||county|E12000002|||2023-03-31|E06000063;E06000064
    E10000013|916|Gloucestershire|||county|E12000009||||
    E10000015|919|Hertfordshire|||county|E12000006||||
    E06000046|921|Isle of Wight|IoW||unitary|E12000008||||
    E10000019|925|Lincolnshire|||county|E12000004||||
    E10000020|926|Norfolk|||county|E12000006||||
    E10000021|928|Northamptonshire|||county|E12000004|||2021-03-31|E06000061;E06000062
    E06000057|929|Northumberland||E06000048;E10000022|unitary|E12000001||||
    E10000025|931|Oxfordshire|||county|E12000008||||
    E06000066|933|Somerset||E10000027|unitary|E12000009||||
    E10000029|935|Suffolk|||county|E12000006||||
    E10000030|936|Surrey|||county|E12000008||||
    E10000031|937|Warwickshire|||county|E12000005||||
    E10000032|938|West Sussex|||county|E12000008||||
    E06000061|940|North Northamptonshire|||unitary|E12000004||2021-04-01||
    E06000062|941|West Northamptonshire|||unitary|E12000004||2021-04-01||
    E06000063|942|Cumberland|||unitary|E12000002||2023-04-01||
    E06000064|943|Westmorland and Furness|Westmorland & Furness||unitary|E12000002||2023-04-01||
    E92000001|970|England|ENGLAND||country|||||
    E12000001|980|North East|||region|||||
    E12000002|981|North West|||region|||||
    E12000003|982|Yorkshire and The Humber|Yorkshire and the Humber;Yorkshire & the Humber;Yorkshire and Humber||region|||||
    E12000004|983|East Midlands|||region|||||
    E12000005|984|West Midlands|||region|||||
    E12000006|985|East of England|East||region|||||
    E12000007|986|London|||region|||||
    E13000001|987|Inner London|London (Inner)||subregion|E12000007||||
    E13000002|988|Outer London|London (Outer)||subregion|E12000007||||
    E12000008|989|South East|||region|||||
    E12000009|990|South West|||region|||||
    """
}
