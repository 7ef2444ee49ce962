/// The orders of a table as the footer keeps them, as JSON.
///
/// They stand in the footer since they are true of these rows in these places only: another program that writes the table
/// again copies the schema, and not the footer.
struct SavedOrders: Codable, Hashable {
  /// The columns that the rows stand in the order of; nil where no order was declared.
  var keys: [String]?
  var projections: [Projection] = []
  /// Where each batch of the orders stands: its start, the bytes of its message, the bytes of its values.
  var blocks: [[Int]] = []

  /// A copy of some columns in the order of one or more of them.
  struct Projection: Codable, Hashable {
    var columns: [String]
    var keys: [String]
    /// How many batches the rows take.
    var batches: Int
  }

  static func damage(_ bytes: ArrowBytes, footerAt place: Int) -> ArrowError {
    .damaged(bytes.path, "the orders of the file cannot be read", byte: place)
  }
}

extension SavedOrders {
  /// Reads what a footer says; nil where it says nothing of orders.
  init?(_ metadata: ArrowMetadata, _ bytes: ArrowBytes, footerAt place: Int) throws(ArrowError) {
    guard let text = metadata[.orders] else { return nil }
    guard let saved = ArrowJSON.value(SavedOrders.self, text), saved.blocks.allSatisfy({ $0.count == 3 }) else {
      throw Self.damage(bytes, footerAt: place)
    }
    self = saved
  }

  var batchBlocks: [ArrowBlock] {
    blocks.map { ArrowBlock(start: $0[0], messageBytes: $0[1], bodyBytes: $0[2]) }
  }
}

/// The orders of a table with the batches that hold them.
///
/// An order of some keys has two batches for its first key, two for its first two, and so on: the keys of each run as the
/// table's columns have them, and the first row of each run with the number of rows after the last. A projection has its
/// rows and then its order. No batch is used twice, so that the file stands for no more than its bytes.
struct ArrowOrders {
  let clustering: Order?
  let projections: [Projection]
  /// All batches, for verifying.
  let batches: [ArrowBatch]

  struct Order {
    let keys: [String]
    let levels: [(runs: ArrowBatch, starts: ArrowBatch)]
  }

  struct Projection {
    let columns: [String]
    let rows: [ArrowBatch]
    let order: Order
  }

  /// Divides the batches among the orders; fails where there are more or fewer than these need.
  init?(_ saved: SavedOrders, _ batches: ArraySlice<ArrowBatch>) {
    self.batches = Array(batches)
    var rest = batches
    func take(_ count: Int) -> ArraySlice<ArrowBatch>? {
      guard count >= 0, count <= rest.count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
    func order(_ keys: [String]) -> Order? {
      guard !keys.isEmpty, keys.count <= rest.count, let batches = take(keys.count * 2).map(Array.init) else { return nil }
      return Order(keys: keys, levels: keys.indices.map { (batches[$0 * 2], batches[$0 * 2 + 1]) })
    }
    var clustering: Order?
    if let keys = saved.keys {
      guard let found = order(keys) else { return nil }
      clustering = found
    }
    var projections: [Projection] = []
    for projection in saved.projections {
      guard let rows = take(projection.batches).map(Array.init), let order = order(projection.keys) else { return nil }
      projections.append(Projection(columns: projection.columns, rows: rows, order: order))
    }
    guard rest.isEmpty else { return nil }
    self.clustering = clustering
    self.projections = projections
  }
}
