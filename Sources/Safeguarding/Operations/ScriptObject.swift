/// A thing that operations both take and give back.
public typealias ScriptObject = OperationObject & OperationArgument & OperationResult
