import Ground

extension IndexFolder {
  /// A sentence that may answer a question, and the passage that it is from.
  public struct Sentence: Sendable {
    public let text: String
    public let passage: Passage
    /// The rarity of the question's words in it, summed up.
    public let score: Float
  }

  /// The sentence of some passages that has the most of a question's words, rare ones counting for more; of equally
  /// good ones the one in the better passage. Nil if none has any.
  ///
  /// - Parameter passages: the best first.
  public func bestSentence(in passages: [Passage], for question: String) throws -> Sentence? {
    var rarities: [String: Float] = [:]
    for word in words.words(in: question) where rarities[word] == nil {
      rarities[word] = BM25().rarity(
        documents: index.count, frequency: try index.frequency(of: word))
    }
    var best: Sentence?
    for passage in passages {
      for text in (passage.text ?? "").sentences {
        var (seen, score): (Set<String>, Float) = ([], 0)
        for word in words.words(in: text) where seen.insert(word).inserted {
          score += rarities[word] ?? 0
        }
        if score > best?.score ?? 0 { best = Sentence(text: text, passage: passage, score: score) }
      }
    }
    return best
  }
}

extension String {
  /// What ends with `.`, `!`, `?` or `…` before a blank, or at an empty line, each in one line without blanks
  /// at its ends. An abbreviation ends one too.
  package var sentences: [String] {
    var sentences: [String] = []
    var sentence = ""
    var (isEnd, lineEnds, isBlank) = (false, 0, false)
    func end() {
      if !sentence.isEmpty { sentences.append(sentence) }
      sentence = ""
    }
    for scalar in unicodeScalars {
      if scalar.properties.isWhitespace {
        lineEnds += scalar == "\n" ? 1 : 0
        if isEnd || lineEnds > 1 { end() }
        (isEnd, isBlank) = (false, true)
        continue
      }
      if isBlank && !sentence.isEmpty { sentence += " " }
      (lineEnds, isBlank) = (0, false)
      sentence.unicodeScalars.append(scalar)
      // A quotation mark or a bracket may stand behind the end.
      let isMark = "\"'”’)]»".unicodeScalars.contains(scalar)
      isEnd = ".!?…".unicodeScalars.contains(scalar) || isEnd && isMark
      if "。！？".unicodeScalars.contains(scalar) { end() }
    }
    end()
    return sentences
  }
}
