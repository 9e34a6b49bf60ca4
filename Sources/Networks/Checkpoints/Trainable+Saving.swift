import Ground
import Tensors

/// A model's parameters in a file.
extension Trainable {
  /// Writes all parameters to a file.
  public func save(to path: String) throws {
    var writer = ByteWriter()
    writer.writeValues(of: parameters)
    try CheckpointFile.write(writer.bytes, to: path)
  }

  /// Takes the parameters from a file that a model with the same parameters has saved, or from a
  /// trainer's checkpoint. On an error nothing has changed.
  public func load(from path: String) throws {
    var reader = ByteReader(try CheckpointFile.read(path))
    let values = try reader.readValues(for: parameters, path: path)
    for (parameter, value) in zip(parameters.unique, values) { parameter.value = value }
  }
}

extension ByteWriter {
  /// The names and values of the parameters, a shared one once.
  package mutating func writeValues(of parameters: [Parameter]) {
    write(parameters.unique) { writer, parameter in
      writer.write(parameter.name)
      writer.write(parameter.value)
    }
  }
}

extension ByteReader {
  /// The values of the parameters, which must be those that were saved.
  package mutating func readValues(for parameters: [Parameter], path: String) throws -> [Tensor] {
    let parameters = parameters.unique
    guard let saved = try? readArray({ (try $0.readString(), try $0.readTensor()) }) else {
      throw InputError("\(path) is damaged; use another copy.")
    }
    for (parameter, (name, value)) in zip(parameters, saved)
    where parameter.name != name || parameter.value.shape != value.shape {
      throw InputError(
        """
        \(path) holds \(name) of shape \(value.shape) where this model has \(parameter.name) of \
        shape \(parameter.value.shape); build the model that was saved.
        """
      )
    }
    guard saved.count == parameters.count else {
      throw InputError(
        """
        \(path) holds \(saved.count) parameters, but this model has \(parameters.count); build the \
        model that was saved.
        """
      )
    }
    return saved.map(\.1)
  }
}
