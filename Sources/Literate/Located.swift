/// Does `work`; what is wrong with it, is wrong in line `line` of the chapter's source.
func inLine<Value>(_ line: Int, _ work: () throws -> Value) throws -> Value {
  do {
    return try work()
  } catch let error as ChapterError {
    throw ChapterError(error.sentence, line: line)
  }
}
