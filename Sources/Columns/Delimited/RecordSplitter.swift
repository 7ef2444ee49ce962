/// Finds the records and cells of delimited text, as RFC 4180 describes them.
///
/// - A record ends with LF, CRLF or CR, each where it stands, or with the text.
/// - A line with nothing on it is no record. A row of one empty cell is written `""`.
/// - A cell is in quotes only if a quote is its first byte. A quote later in a cell is a letter like any other, since
///   real files have `5" pipe`; the RFC leaves such files undefined.
/// - After a closing quote comes a delimiter, the end of the record or the end of the text.
///
/// A fault stands where a reader that goes byte by byte first knows of it. That makes the outcome the same however the
/// text is cut into buffers: the fault with the least ``Fault/offset`` counts.
struct RecordSplitter {
  let delimiter: UInt8
  /// The most bytes of a record, its line end not counted.
  let maximumRecordBytes: Int
  /// The most cells of a header.
  let maximumColumns: Int

  struct Fault {
    enum Kind {
      case unclosedQuote
      case strayText
      case tooFewFields(Int)
      case tooManyFields
      case tooManyColumns
      case recordTooLong(openQuote: Int?)
    }
    let kind: Kind
    /// Where the fault is known.
    let offset: Int
    /// Where the user should look.
    let place: Int
  }

  /// Appends whole records to a batch, as far as the buffer holds them.
  ///
  /// - Parameters:
  ///   - isFinal: Whether the text ends where the buffer ends, so that the last record needs no line end.
  ///   - batch: Takes the fields. A batch without a width takes one record, the header, and its width from that.
  /// - Returns: What is wrong with the record after the last whole one, or nil.
  func split(_ buffer: [UInt8], isFinal: Bool, into batch: inout RecordBatch) -> Fault? {
    let bytes = buffer.span
    let isHeader = batch.width == 0
    var place = batch.end
    while place < bytes.count {
      if let afterEnd = lineEnd(in: bytes, at: place, isFinal: isFinal) {
        guard let afterEnd else { return nil }
        place = afterEnd
        batch.end = place
        batch.lineCount += 1
        continue
      }
      let fieldsBefore = batch.fields.count
      switch record(in: bytes, from: place, isFinal: isFinal, into: &batch) {
      case .whole(let end, let lines):
        place = end
        batch.end = end
        batch.lineCount += lines
      case .unfinished(let fault):
        batch.fields.removeLast(batch.fields.count - fieldsBefore)
        return fault
      }
      if isHeader {
        batch.width = batch.fields.count
        return nil
      }
    }
    return nil
  }

  private enum Outcome {
    case whole(end: Int, lines: Int)
    case unfinished(Fault?)
  }

  private func record(
    in bytes: Span<UInt8>, from start: Int, isFinal: Bool, into batch: inout RecordBatch
  ) -> Outcome {
    let count = bytes.count
    let (delimiter, width) = (self.delimiter, batch.width)
    let fieldsBefore = batch.fields.count
    var place = start
    var lines = 0
    while true {
      let isOneTooMany = batch.fields.count - fieldsBefore == (width == 0 ? maximumColumns : width)
      if isOneTooMany {
        let kind: Fault.Kind = width == 0 ? .tooManyColumns : .tooManyFields
        return .unfinished(sooner(Fault(kind: kind, offset: place, place: place), recordStart: start, in: bytes))
      }
      if place < count, bytes[place] == UInt8(ascii: "\"") {
        let opening = place
        place += 1
        var hasDoubledQuotes = false
        while true {
          guard place < count else {
            guard isFinal else { return unfinished(from: start, at: count, in: bytes) }
            let fault = Fault(kind: .unclosedQuote, offset: count, place: opening)
            return .unfinished(sooner(fault, recordStart: start, in: bytes))
          }
          let byte = bytes[place]
          if byte == UInt8(ascii: "\"") {
            if place + 1 < count {
              guard bytes[place + 1] == UInt8(ascii: "\"") else { break }
              hasDoubledQuotes = true
              place += 1
            } else if isFinal {
              break
            } else {
              return unfinished(from: start, at: count, in: bytes)
            }
          } else if byte == UInt8(ascii: "\n") {
            lines += 1
          } else if byte == UInt8(ascii: "\r"), place + 1 < count, bytes[place + 1] != UInt8(ascii: "\n") {
            lines += 1
          }
          place += 1
        }
        batch.fields.append(
          RecordBatch.Field(opening + 1..<place, isQuoted: true, hasDoubledQuotes: hasDoubledQuotes))
        place += 1
      } else {
        let fieldStart = place
        while place < count {
          let byte = bytes[place]
          if byte == delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
          place += 1
        }
        batch.fields.append(RecordBatch.Field(fieldStart..<place))
      }
      if place < count, bytes[place] == delimiter {
        place += 1
        continue
      }
      var end = place
      if place == count {
        guard isFinal else { return unfinished(from: start, at: count, in: bytes) }
      } else if let afterEnd = lineEnd(in: bytes, at: place, isFinal: isFinal) {
        guard let afterEnd else { return unfinished(from: start, at: place, in: bytes) }
        end = afterEnd
        lines += 1
      } else {
        // The stray byte is one of the record, so a record that ends before it must not be full.
        guard place - start < maximumRecordBytes else { return .unfinished(tooLong(from: start, in: bytes)) }
        return .unfinished(Fault(kind: .strayText, offset: place, place: place))
      }
      guard place - start <= maximumRecordBytes else { return unfinished(from: start, at: place, in: bytes) }
      let found = batch.fields.count - fieldsBefore
      if width > 0, found < width {
        return .unfinished(Fault(kind: .tooFewFields(found), offset: place, place: start))
      }
      return .whole(end: end, lines: lines)
    }
  }

  /// Whether a line ends at a place: nil if not, else the place after it, which is nil as long as a CR may yet be
  /// followed by its LF.
  @inline(__always)
  private func lineEnd(in bytes: Span<UInt8>, at place: Int, isFinal: Bool) -> Int?? {
    switch bytes[place] {
    case UInt8(ascii: "\n"): return place + 1
    case UInt8(ascii: "\r"):
      guard place + 1 < bytes.count else { return isFinal ? .some(place + 1) : .some(nil) }
      return bytes[place + 1] == UInt8(ascii: "\n") ? place + 2 : place + 1
    default: return nil
    }
  }

  /// A record that the buffer cuts off: no fault, unless it is too long already.
  private func unfinished(from start: Int, at end: Int, in bytes: Span<UInt8>) -> Outcome {
    .unfinished(end - start > maximumRecordBytes ? tooLong(from: start, in: bytes) : nil)
  }

  /// The fault, or that of a record too long where it comes first.
  private func sooner(_ fault: Fault, recordStart: Int, in bytes: Span<UInt8>) -> Fault {
    fault.offset - recordStart > maximumRecordBytes ? tooLong(from: recordStart, in: bytes) : fault
  }

  /// The fault of a record that goes over the limit, with the quote that is open there, which most often is why.
  private func tooLong(from start: Int, in bytes: Span<UInt8>) -> Fault {
    let limit = start + maximumRecordBytes
    var place = start
    var openQuote: Int?
    while place < limit {
      if bytes[place] == UInt8(ascii: "\"") {
        let opening = place
        place += 1
        // Go to the quote that closes the cell; a pair of quotes does not.
        while place < limit, bytes[place] != UInt8(ascii: "\"") || bytes[place + 1] == UInt8(ascii: "\"") {
          place += bytes[place] == UInt8(ascii: "\"") ? 2 : 1
        }
        openQuote = place < limit ? nil : opening
      }
      while place < limit, bytes[place] != delimiter { place += 1 }
      place += 1
    }
    return Fault(kind: .recordTooLong(openQuote: openQuote), offset: limit, place: start)
  }
}
