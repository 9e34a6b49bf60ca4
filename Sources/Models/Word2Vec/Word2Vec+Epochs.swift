import Ground
import Language
import Tensors

extension Word2Vec.Settings {
  /// How often a text of so many words should be read: √(150,000,000 / words) times, but at least 5 and at
  /// most 100.
  ///
  /// Vectors begin by turning all the same way, and only later away from each other; a short text that is
  /// read five times ends before that.
  ///
  /// Measured on WikiText-2, with skip-gram's settings: the mean cosine of two words taken at random, and
  /// how well cosines agree with people's judgement (MEN, rank correlation × 100).
  ///
  ///     words kept   read 5 times   10           20           40           80
  ///         18,639   0.999          0.998        0.911        0.328, 40    0.117, 45
  ///         55,540   0.998, -1      0.952, 6     0.442, 45    0.106, 46    0.041, 47
  ///        186,258   0.944, 12      0.599, 32    0.152, 54    0.044, 58
  ///        561,532                  0.277, 38    0.072, 47    0.029, 51
  ///      1,953,652   0.396, 36      0.122, 44    0.043, 50
  ///
  /// The rule reads them 90, 52, 28, 16 and 9 times: all come to about 0.1. The Penn Treebank and plays
  /// of Shakespeare's agree with it; CBOW comes to 0.12, 0.11 and 0.20.
  public static func epochs(forWords words: Int) -> Int {
    let epochs = (150e6 / Double(max(words, 1))).squareRoot()
    return Int(min(max(epochs, 5), 100).rounded())
  }
}

extension Word2Vec {
  /// About how many bytes a training takes at its most: vectors and checkpoints are put together in memory
  /// before they are written.
  package static func bytes(words: Int, _ settings: Settings) -> Double {
    let matrices = 2 * 4 * Double(words) * Double(paddedSize(settings.size))
    return 5 * matrices + 64e6
  }
}

extension Subsampling {
  /// Throws an `InputError` if it leaves hardly a word in ten thousand of a text of so many.
  func check(words: Int, _ settings: Word2Vec.Settings) throws {
    try demand(
      expectedCount >= 1e-4 * Double(words),
      """
      Subsampling at \(settings.subsampling) leaves about \(format(expectedCount, decimals: 1)) of \
      \(format(words)) words to learn from; raise it, or set it to 0 to keep all.
      """)
  }
}

extension Word2Vec {
  /// What is wrong with vectors that have hardly left their beginning, and what to do; nil if nothing is.
  ///
  /// They begin short, and pointing anywhere; then all grow in one direction; then they part, to a mean
  /// cosine of about 0.1.
  package var warning: String? {
    let cosine = vectors.meanCosine
    let sign: String
    if meanLength < 3 * lengthAtFirst {
      sign = "they are about as short as they began"
    } else if cosine > 0.8, settings.size > 3 {
      sign = "two words taken at random have a cosine of \(format(cosine, decimals: 2))"
    } else {
      return nil
    }
    return """
      The vectors have hardly left their beginning: \(sign). Read the text more often (--epochs), take a \
      longer one, or raise --rate or --subsampling if you lowered them.
      """
  }

  private var meanLength: Float {
    sqrt((inputs * inputs).sum(axis: 1)).mean()
  }

  /// √D times the root mean square of numbers spread evenly from -1 / 2D to 1 / 2D.
  private var lengthAtFirst: Float { 0.5 / (3 * Float(settings.size)).squareRoot() }
}

extension WordVectors {
  /// The mean cosine of two words taken at random, -1 … 1.
  var meanCosine: Float {
    var random = Random(seed: 1, stream: "pairs of words")
    let pairs = 1000
    func some() -> Tensor {
      table.rows(at: (0..<pairs).map { _ in random.integer(below: vocabulary.count) })
    }
    let (one, other) = (some(), some())
    let cosines = (0..<pairs).map { cosine(one.row($0), other.row($0)) }
    return cosines.reduce(0, +) / Float(pairs)
  }
}
