import Foundation
import Ground

/// Paragraphs, and questions whose answers stand in them: what a reader of texts is graded by, in the form of
/// SQuAD (Rajpurkar et al., “SQuAD: 100,000+ questions for machine comprehension of text”, EMNLP 2016).
///
///     let xquad = try ReadingCollection.xquad()
///     let question = xquad.questions[0]
///     xquad.paragraphs[question.paragraph].text[question.answers[0].range]
public struct ReadingCollection: Sendable {
  public struct Paragraph: Equatable, Sendable {
    /// What the article that it is from is called.
    public let title: String
    public let text: String
  }

  public struct Question: Sendable {
    public let id: String
    public let text: String
    /// The paragraph that it is asked about, by its place.
    public let paragraph: Int
    /// The right answers; none where the paragraph has none.
    public let answers: [Answer]
  }

  public struct Answer: Sendable {
    public let text: String
    /// Where it stands in the paragraph.
    public let range: Range<String.Index>
  }

  public let paragraphs: [Paragraph]
  public let questions: [Question]

  /// XQuAD in English: 1,190 questions on 240 paragraphs of Wikipedia, one answer each (Artetxe, Ruder and
  /// Yogatama, “On the cross-lingual transferability of monolingual representations”, ACL 2020; CC BY-SA 4.0).
  public static func xquad(from folders: DataFolders = .standard) throws -> ReadingCollection {
    try ReadingCollection(squad: DataFile.xquad.contents(from: folders), name: DataFile.xquad.path)
  }

  /// Reads the file called `name`, in the form of SQuAD, version 1 or 2.
  ///
  /// - Throws: `InputError` where it isn't, or an answer doesn't stand where the file says.
  public init(squad data: Data, name: String) throws {
    let file: SQuADFile
    do { file = try JSONDecoder().decode(SQuADFile.self, from: data) } catch {
      throw InputError(
        "“\(name)” is no file in the form of SQuAD: \(ReadingCollection.what(error)).")
    }
    var (paragraphs, questions): ([Paragraph], [Question]) = ([], [])
    for article in file.data {
      for paragraph in article.paragraphs {
        for item in paragraph.qas {
          let answers = try item.answers.map { answer in
            guard let range = ReadingCollection.range(of: answer, in: paragraph.context) else {
              throw InputError(
                "“\(name)”: the answer “\(answer.text)” to question \(item.id) doesn't stand at \(answer.answer_start)."
              )
            }
            return Answer(text: answer.text, range: range)
          }
          questions.append(
            Question(
              id: item.id, text: item.question, paragraph: paragraphs.count, answers: answers))
        }
        paragraphs.append(Paragraph(title: article.title ?? "", text: paragraph.context))
      }
    }
    (self.paragraphs, self.questions) = (paragraphs, questions)
  }

  /// Where an answer stands; the file counts Unicode's scalars, as Python does.
  private static func range(of answer: SQuADFile.Answer, in text: String) -> Range<String.Index>? {
    let (all, wanted) = (text.unicodeScalars, answer.text.unicodeScalars)
    guard answer.answer_start >= 0,
      let start = all.index(all.startIndex, offsetBy: answer.answer_start, limitedBy: all.endIndex),
      let end = all.index(start, offsetBy: wanted.count, limitedBy: all.endIndex),
      all[start..<end].elementsEqual(wanted)
    else { return nil }
    return start..<end
  }

  /// What is wrong with a file, in a few words.
  private static func what(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "there is no “\(key.stringValue)”"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "“\(context.codingPath.last?.stringValue ?? "the whole")” is something else"
    default: "it is not JSON"
    }
  }
}

/// A file as it is published.
private struct SQuADFile: Decodable {
  struct Article: Decodable {
    let title: String?
    let paragraphs: [Paragraph]
  }
  struct Paragraph: Decodable {
    let context: String
    let qas: [Item]
  }
  struct Item: Decodable {
    let id: String
    let question: String
    let answers: [Answer]
  }
  struct Answer: Decodable {
    let text: String
    let answer_start: Int
  }

  let data: [Article]
}
