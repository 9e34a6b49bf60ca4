import Ground
import Testing

@testable import Language

@Suite struct TokenizerTests {
  @Test func wordsOfProse() {
    #expect(
      Tokenizer.words.tokens(in: "You say goodbye and I say hello.")
        == ["you", "say", "goodbye", "and", "i", "say", "hello", "."])
    #expect(
      Tokenizer.words.tokens(in: "“Don’t stop!” — it's a well-known 3rd-rate trick…")
        == [
          "“", "don't", "stop", "!", "”", "—", "it's", "a", "well-known", "3rd-rate", "trick", "…",
        ])
    #expect(
      Tokenizer.words.tokens(in: "'tis the sailors' - boat--") == [
        "'", "tis", "the", "sailors", "'", "-", "boat", "-", "-",
      ])
    #expect(
      Tokenizer.words.tokens(in: "ÉCOLE e\u{301}te\u{301}\r\n").map { Array($0.unicodeScalars) }
        == ["école", "\u{E9}t\u{E9}"].map { Array($0.unicodeScalars) })
    #expect(Tokenizer.words.tokens(in: " \n ") == [])
  }

  @Test func linesThatWereCutBefore() {
    #expect(
      Tokenizer.lines.tokens(in: " no it was n't N\n\n <unk> 's\r\n")
        == ["no", "it", "was", "n't", "N", "<eos>", "<eos>", "<unk>", "'s", "<eos>"])
    #expect(Tokenizer.lines.tokens(in: "a b") == ["a", "b", "<eos>"])
    #expect(Tokenizer.lines.tokens(in: "") == [])
  }

  @Test func characters() {
    #expect(Tokenizer.characters.tokens(in: "né\n") == ["n", "é", "\n"])
    #expect(
      Tokenizer.characters.tokens(in: "a\tb \r\n\rc") == ["a", "\t", "b", " ", "\n", " ", "c"])
    #expect(Tokenizer.characters.tokens(in: "👩‍👩‍👧🇩🇪🇫🇷क्षि") == ["👩‍👩‍👧", "🇩🇪", "🇫🇷", "क्षि"])
    #expect(Tokenizer.characters.tokens(in: "\u{FEFF}a\u{0}\u{AD}b\u{200B}") == ["a", "b"])
  }
}

@Suite struct VocabularyTests {
  let text = Tokenizer.words.tokens(in: "You say goodbye and I say hello.")

  @Test func frequentWordsComeFirstAndTiesAsTheyAppear() {
    let vocabulary = Vocabulary(of: text)
    #expect(vocabulary.words == ["say", "you", "goodbye", "and", "i", "hello", "."])
    #expect(vocabulary.counts == [2, 1, 1, 1, 1, 1, 1])
    #expect(vocabulary["i"] == 4 && vocabulary.word(4) == "i")
    #expect(vocabulary["boat"] == nil)
    #expect(vocabulary.words(at: [1, 0, 2]) == ["you", "say", "goodbye"])
  }

  @Test func aLimitCountsTheUnknownWord() throws {
    let vocabulary = Vocabulary(of: text, limit: 3)
    #expect(vocabulary.words == ["<unk>", "say", "you"])
    #expect(vocabulary.counts == [5, 2, 1])
    #expect(try vocabulary.ids(of: ["you", "shout"]) == [2, 0])
    #expect(Vocabulary(of: text, limit: 7).words.count == 7)
  }

  @Test func rareWordsAreUnknown() {
    let vocabulary = Vocabulary(of: text + ["<unk>"], minimumCount: 2)
    #expect(vocabulary.words == ["<unk>", "say"])
    #expect(vocabulary.counts == [7, 2])
  }

  @Test func anUnknownWordOnlyWhereItIsNeeded() {
    #expect(Vocabulary(of: text)[Vocabulary.unknown] == nil)
    let open = Vocabulary(of: text, withUnknown: true)
    #expect(open.words.last == "<unk>" && open.counts.last == 0)
    let own = Vocabulary(of: ["a", "<unk>", "a"])
    #expect(own.words == ["a", "<unk>"] && own.counts == [2, 1])
  }

  @Test func aMissingWordSuggestsTheNearest() {
    let vocabulary = Vocabulary(of: text)
    #expect(throws: UnknownWord(word: "godbye", suggestion: "goodbye")) {
      try vocabulary.id(of: "godbye")
    }
    #expect(throws: UnknownWord(word: "submarine", suggestion: nil)) {
      try vocabulary.ids(of: ["say", "submarine"])
    }
    #expect(
      UnknownWord(word: "helo", suggestion: "hello").description
        == "The word “helo” is not in the vocabulary. Did you mean “hello”?")
  }
}
