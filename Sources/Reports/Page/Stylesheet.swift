/// How a page looks: type and tables as on GOV.UK, in fonts that every system has; for screens from 320 pixels wide and
/// for A4 paper.
enum Stylesheet {
  /// The SHA-256 of ``text`` in base 64, by which a page allows this style and no other. A test works it out again.
  static let hash = "77aN6E18j9TC6KUuG08/Lae1jc4mEIm0QDHAyOxHPXY="

  static let text: StaticString = """
    :root{color-scheme:light}
    *{box-sizing:border-box}
    body{margin:0;font:1.1875rem/1.4 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff;overflow-wrap:break-word}
    .skip{position:absolute;left:-999rem}
    .skip:focus{left:0;top:0;background:#fd0;color:#0b0c0c;padding:.6rem 1rem;z-index:1}
    a{color:#1d70b8;text-underline-offset:.1em}
    a:hover{color:#003078;text-decoration-thickness:3px}
    a:focus,summary:focus,.scroll:focus{outline:3px solid #fd0;box-shadow:0 0 0 6px #0b0c0c}
    header,main,footer{max-width:62rem;margin:0 auto;padding:0 1rem}
    header{padding-top:1.5rem;border-top:.6rem solid #12436d}
    h1{font-size:2.25rem;line-height:1.15;margin:.3em 0}
    h2{font-size:1.7rem;line-height:1.2;margin:1.6em 0 .6em;border-top:1px solid #b1b4b6;padding-top:.6em}
    h3{font-size:1.35rem;margin:1.4em 0 .5em}
    h4,h5,h6{font-size:1.1875rem;margin:1.2em 0 .4em}
    .lead{font-size:1.35rem;color:#484949;margin:0 0 1em}
    nav ol{list-style:none;margin:0;padding:0}
    nav li{margin:.25em 0}
    p,li{max-width:44rem}
    .statement{border-left:.4rem solid #12436d;padding:.5em 0 .5em 1em;margin:1em 0;background:#f3f7fb}
    .inference{border-color:#f46a25;background:#fdf4ee}
    .gap{border-color:#801650;background:#faf1f5}
    figure{margin:1.6em 0}
    figcaption,caption{text-align:left;font-weight:bold;padding-bottom:.4em;max-width:44rem}
    .measure{font-weight:normal;color:#484949;display:block}
    svg{display:block;width:100%;max-width:45rem;height:auto}
    .scroll{overflow-x:auto;max-width:100%}
    .picture svg{min-width:32rem}
    svg.sparkline{display:inline-block;width:auto;vertical-align:middle}
    table{border-collapse:collapse;font-size:1rem;line-height:1.3;min-width:24rem}
    th,td{padding:.45em .9em .45em 0;border-bottom:1px solid #b1b4b6;vertical-align:top;text-align:left}
    thead th{vertical-align:bottom;border-bottom-width:2px}
    tbody th{font-weight:normal}
    .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    .unit{display:block;font-weight:normal;color:#484949}
    .note{font-size:1rem;color:#484949;margin:.4em 0}
    .red,.amber,.green{font-weight:bold;padding-left:.6em;border-left:.5rem solid #801650}
    .amber{border-left-color:#f46a25}
    .green{border-left-color:#28a197}
    .date{white-space:nowrap}
    details{margin:.6em 0}
    summary{color:#1d70b8;cursor:pointer;text-decoration:underline}
    footer{border-top:1px solid #b1b4b6;margin-top:3em;padding:1em;color:#484949;font-size:1rem}
    @media(max-width:40rem){body{font-size:1rem}h1{font-size:1.7rem}h2{font-size:1.35rem}}
    @media print{
    @page{size:A4;margin:18mm 15mm}
    body{font-size:10.5pt}header,main,footer{max-width:none;padding:0}
    .skip,.download{display:none}
    a{color:inherit;text-decoration:none}
    h1{font-size:20pt}h2{font-size:15pt}h3{font-size:12.5pt}
    h2,h3,h4,h5,h6,caption,figcaption{break-after:avoid}
    svg,tr,.statement,.chart{break-inside:avoid}
    thead{display:table-header-group}
    .scroll{overflow:visible}
    .picture svg{min-width:0;max-width:16cm}
    table,.note{font-size:8.5pt}
    table{width:100%;min-width:0}
    th,td{padding:.3em .5em .3em 0;overflow-wrap:anywhere}
    th.number{white-space:normal}
    .wide table{font-size:6.5pt}
    .widest table{font-size:5pt}
    details{display:none}
    }
    """
}
