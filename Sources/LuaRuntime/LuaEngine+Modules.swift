internal import CLua

/// The source of a module that a script requires.
public struct LuaModuleSource: Hashable, Sendable {
  /// What tells this module from others whatever name it was asked for by: the file's whole path.
  public let identity: String

  /// What errors call the module.
  public let name: String

  /// Lua source as bytes.
  public let bytes: [UInt8]

  public init(identity: String, name: String, bytes: [UInt8]) {
    self.identity = identity
    self.name = name
    self.bytes = bytes
  }
}

/// A module that is being loaded, or what it returned.
enum LoadedModule {
  case loading
  case loaded(LuaValue)
}

extension LuaEngine {
  /// Gives scripts `require`, with the modules that the host finds.
  ///
  /// A module runs once for a script, or once for all lines at a prompt, with globals of its own and with its name in
  /// `...`. `require` returns what it returns, or true. One that requires itself, by way of others too, is an error that
  /// names them.
  ///
  /// - Parameter find: Returns the source of a module, or throws an error that says where it was looked for. It is asked
  ///   each time.
  public func provideModules(_ find: @escaping (_ name: String) throws -> LuaModuleSource) {
    setGlobal(
      "require",
      function("require") { call in
        let name = try call.text(1)
        return [try call.engine.require(find(name), as: name)]
      })
  }

  private func require(_ module: LuaModuleSource, as name: String) throws -> LuaValue {
    switch core.modules[module.identity] {
    case .loaded(let value): return value
    case .loading: throw LuaModuleError(name: name)
    case nil: break
    }
    core.modules[module.identity] = .loading
    do {
      let results = try within { state throws(LuaError) in
        let status = try load(Self.chunk(of: module.bytes), name: module.name, on: state)
        if status != .success { throw failure(status, on: state) }
        state.setFreshEnvironment()
        return try call([.text(name)], on: state)
      }
      var value = results.first ?? .nothing
      if value.isNothing { value = .boolean(true) }
      core.modules[module.identity] = .loaded(value)
      return value
    } catch {
      core.modules[module.identity] = nil
      throw error
    }
  }
}

/// A module that requires itself.
struct LuaModuleError: Error, CustomStringConvertible {
  let name: String
  var description: String { "module '\(name)' is required while it is loading: two modules need each other" }
}
