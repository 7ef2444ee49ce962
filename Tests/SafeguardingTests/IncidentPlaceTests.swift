import Columns
import Foundation
import TestSupport
import Testing

@testable import Safeguarding

/// Where incidents happened: authorities, forces, small areas, hot spots.
struct IncidentPlaceTests: IncidentTables {
  @Test func `LSOAs of either census find their authority, through districts and changes`() throws {
    let lookup = try AreaLookup([
      Self.table(
        "lsoa21_code,ltla24_code,ltla24_name\nE01,E06000002,Middlesbrough\nE21a,E06000063,Cumberland\nE21b,E06000063,Cumberland\nE9,W06000001,Isle of Anglesey\n"
      ),
      Self.table(
        "lsoa11_code,change_code,lsoa21_code,ltla22_code\nE01,U,E01,E06000002\nE11,S,E21a,E07000028\nE11,S,E21b,E07000028\nE12,X,E01,E06000002\nE12,X,E21a,E07000028\n"
      ),
      Self.table("lsoa11_code,ltla19_code\nE13,E07000028\nE14,E07000164\nE12,E06000002\n"),
      Self.table("ltla19_code,utla19_code,utla19_name\nE07000028,E10000006,Cumbria\n"),
      Self.table("ltla23_code,utla23_code\nE07000164,E06000065\n"),
    ])
    #expect(lookup.authority(of: "E01")?.name == "Middlesbrough")
    // The later edition decides: Carlisle is in Cumberland now.
    #expect(lookup.authority(of: "E11") == .init(code: "E06000063", name: "Cumberland"))
    #expect(lookup.authority(of: "E12")?.name == "Middlesbrough")
    #expect(lookup.authority(of: "E13")?.name == "Cumbria")
    #expect(lookup.authority(of: "E14")?.name == "North Yorkshire")
    #expect(lookup.authority(of: "E9")?.name == "Isle of Anglesey")
    #expect(lookup.authority(of: "E99") == nil)
    #expect(lookup.vintage(of: "E01") == .both && lookup.vintage(of: "E11") == .only2011 && lookup.vintage(of: "E21b") == .only2021)
    // E11 was split, and a part of E12 went to each: they are one place with E01.
    #expect(lookup.comparable("E21b") == lookup.comparable("E01"))
  }

  @Test func `Incidents whose small areas are those of another census than the look-up are told`() throws {
    let lookup = try AreaLookup([Self.table("LSOA21CD,LTLA24CD,LTLA24NM\nE01012345,E06000002,Middlesbrough\nE01034567,E06000002,Middlesbrough\n")])
    let rows = "Month,Falls within,LSOA code,Crime type\n" + ["E01012345", "E01011973", "E01011973", "E01034567", ""].map { "2024-01,Cleveland Police,\($0),x\n" }.joined()
    let incidents = try Incidents(tables: [Self.table(rows)], areas: lookup)
    let told = try incidents.counted(by: ["area"]).notes.filter { $0.contains("the census of 2021") }
    #expect(told == ["2 have no area since their lsoa ended with the census of 2021, such as E01011973, and the look-up has none of those; load_incidents with areas, ONS's look-up of both, finds them"])
    #expect(try !incidents.counted(by: ["type"]).notes.contains { $0.contains("the census of 2021") })
  }

  @Test func `A split place has its 2011 code, a merged one its 2021 code, and one that several share none`() throws {
    let lookup = try AreaLookup([
      Self.table("LSOA21CD,LAD22CD\nE2,E06000001\nE3,E06000002\nE6,E06000003\n"),
      Self.table("LSOA11CD,LSOA21CD\nE1,E2\nE1,E3\nE4,E6\nE5,E6\nE7,E7\n"),
    ])
    #expect(lookup.divided == ["E1"])
    #expect(lookup.authority(of: "E1") == nil)
    #expect(lookup.comparable("E2") == "E1" && lookup.comparable("E3") == "E1")
    #expect(lookup.comparable("E4") == "E6" && lookup.comparable("E5") == "E6" && lookup.comparable("E7") == "E7")
    let incidents = try Incidents(
      tables: [Self.street([("Cleveland Police", "2024-01", "E1", "a", 2), ("Cleveland Police", "2024-01", "E2", "a", 1)])],
      areas: lookup)
    let stable = try incidents.counted(by: ["lsoa_stable"])
    #expect(try Self.wholes(stable, "incidents") == [3])
    #expect(incidents.notes.contains { $0.hasPrefix("2 rows have") && $0.contains("E1") })
  }

  @Test func `A table that is no look-up is refused`() throws {
    let error = #expect(throws: IncidentError.self) { try AreaLookup([Self.table("code,name\nE01,x\n")]) }
    #expect(try #require(error).diagnostic.expectation?.contains("lsoa_code beside la_code") == true)
  }

  @Test func `Every upper-tier authority of England lies in one force, and a force is found however it is written`() {
    let authorities = AreaRegister.england.areas.filter { $0.isLocalAuthority && $0.lastDay == nil && $0.code != "E06000053" }
    for area in authorities { #expect(PoliceForce.covering(area.code) != nil, "\(area.name)") }
    #expect(PoliceForce.all.count == 43)
    #expect(PoliceForce.all.flatMap(\.areaCodes).count == Set(PoliceForce.all.flatMap(\.areaCodes)).count)
    #expect(PoliceForce.named("devon-and-cornwall")?.name == "Devon & Cornwall Police")
    #expect(PoliceForce.named("Metropolitan Police")?.code == "E23000001")
    #expect(PoliceForce.named("British Transport Police") == nil)
    #expect(PoliceForce.covering("E06000002")?.name == "Cleveland Police")
  }

  // MARK: Times

  @Test func `Concentration counts the places that are named, and tells those that are not`() throws {
    let rows = [("E1", 6), ("E2", 2), ("E3", 2)].map { (force: "f", month: "2024-01", lsoa: $0.0, type: "x", count: $0.1) }
    let incidents = try Incidents(tables: [Self.street(rows)])
    func concentration(_ among: PlaceUniverse?) throws -> (Concentration, [String]) {
      let counts = try PlaceCounts(of: incidents, by: nil, among: among)
      return (try Concentration(counts.counts, places: counts.universe), counts.notes)
    }
    #expect(try concentration(nil).0 == Concentration([6, 2, 2]))
    #expect(try concentration(.count(10)).0 == Concentration([6, 2, 2], places: 10))
    let named = try concentration(.table(Self.table("lsoa_code\nE1\nE2\nE8\nE9\n")))
    #expect(named.0 == (try Concentration([6, 2, 0, 0])))
    #expect(named.1.contains("2 incidents are in none of these places and left out"))
    #expect(throws: ArgumentError.self) { try concentration(.count(2)) }
    #expect(throws: ArgumentError.self) { try concentration(.table(Self.table("a,b\nfirst,second\n"))) }
  }

  @Test func `Hot spots have the Poisson tail of what their people give them, adjusted for all places`() throws {
    let rows = [("E1", 12), ("E2", 2), ("E3", 6)].map { (force: "f", month: "2024-01", lsoa: $0.0, type: "x", count: $0.1) }
    let incidents = try Incidents(tables: [Self.street(rows)])
    let plain = try HotSpots(PlaceCounts(of: incidents, by: nil, among: .count(4)), per: 1000, level: 0.05).table
    #expect(try plain.column("lsoa")[0] == .text("E1"))
    // scipy.stats.poisson.sf(11, 5) and (5, 5); four places.
    #expect(abs(try #require(try plain.number("p_value", 0)) - 0.00545309191301) < 1e-9)
    #expect(abs(try #require(try plain.number("p_adjusted", 0)) - 4 * 0.00545309191301) < 1e-9)
    #expect(abs(try #require(try plain.number("p_value", 1)) - 0.384039345167) < 1e-9)
    let people = try Self.table("lsoa,people\nE1,6000\nE2,1000\nE3,3000\nE4,0\n")
    let rates = try HotSpots(
      PlaceCounts(of: incidents, by: nil, among: .table(people), population: "people"), per: 1000, level: 0.05
    ).table
    #expect(rates.rowCount == 3)
    #expect(try (0..<3).map { try rates.number("expected", $0) } == [12, 2, 6])
    #expect(try (0..<3).map { try rates.number("rate", $0) } == [2, 2, 2])
    #expect(rates.notes.contains { $0.hasPrefix("1 place has no people") })
    #expect(throws: ArgumentError.self) { try PlaceCounts(of: incidents, by: nil, among: nil, population: "people") }
  }
}
