/// How well word vectors agree with public test sets, each measure out of 100.
public struct PublicGrades: Sendable, Equatable {
  /// Spearman's correlation with people's judgement on WordSim-353 (Finkelstein et al., 2001).
  public let wordSim353: Float
  /// The same on MEN (Bruni, Tran and Baroni, 2014).
  public let men: Float
  /// How many of the word2vec program's analogies are solved, of those whose words are all known.
  public let analogies: Float

  /// The grades of `vectors`.
  ///
  /// - Throws: `InputError` if a test set can't be had.
  public init(_ vectors: WordVectors, folders: DataFolders = .standard) throws {
    let (wordSim, men) = (
      try DataFile.wordSim353.pairs(from: folders), try DataFile.men.pairs(from: folders)
    )
    let classes = try DataFile.analogies.analogyClasses(from: folders)
    wordSim353 = 100 * vectors.correlation(with: wordSim).correlation
    self.men = 100 * vectors.correlation(with: men).correlation
    analogies = 100 * vectors.accuracy(on: classes).overall.accuracy
  }

  /// The three, in this order.
  public var all: [Float] { [wordSim353, men, analogies] }
}
