import Ground
import Language
import Literate

extension Options {
  /// Makes sure that the corpus that a reader names is enough of a text for a chapter, and says how it will
  /// be read, if that isn't a matter of course.
  ///
  /// - Parameters:
  ///   - words: how many words it must have, all parts together.
  ///   - differentWords: how many different ones its training part must have.
  ///   - quickWords: how many words `--quick` reads at most to learn from.
  /// - Throws: `InputError` if it isn't enough, or can't be read.
  package func expectText(words: Int, differentWords: Int, quickWords: Int) throws {
    if quick { Corpus.mostWords = quickWords }
    let text = try Corpus.expect(corpus, words: words, differentWords: differentWords)
    let source = CorpusSource.all.first { $0.name == corpus }
    let tokenizer = Corpus.usualTokenizer(of: corpus)
    if source == nil, let remark = tokenizer.remark(onFile: corpus) { Terminal.print(remark + ".") }
    if quick, source?.isTold != true, text.training.count >= quickWords {
      Terminal.print(
        """
        “\(corpus)” is read in part, since --quick is for a first look: \(format(quickWords)) \
        \(tokenizer.noun) to learn from.
        """)
    }
  }
}
