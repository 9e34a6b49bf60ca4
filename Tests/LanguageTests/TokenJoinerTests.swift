import Testing

@testable import Language

@Suite struct TokenJoinerTests {
  private func joined(_ tokens: String, _ tokenizer: Tokenizer) -> String {
    var joiner = TokenJoiner(tokenizer)
    return tokens.split(separator: " ").map { joiner.next(String($0)) }.joined()
  }

  @Test(arguments: [
    ("the sea . it is ( as ever ) blue , yes ?", "the sea. it is (as ever) blue, yes?"),
    ("he said \" ahoy ! \" and \" farewell \" .", "he said \"ahoy!\" and \"farewell\"."),
    ("“ ahoy ” cost $ 5 , 10 %", "“ahoy” cost $5, 10%"), ("don't stop", "don't stop"), ("", ""),
    ("他 说 ： 「 船 在 海 上 。 」 《 海 》 （ 旧 ） 、 好 ！", "他 说：「船 在 海 上。」《海》（旧）、好！"),
  ])
  func marksStandWhereTheyBelong(tokens: String, text: String) {
    #expect(joined(tokens, .words) == text)
  }

  @Test func linesEndAtTheirSign() {
    #expect(
      joined("it 's n't so <eos> mr. <unk> 's $ N <eos>", .lines) == "it'sn't so\nmr. <unk>'s $N\n")
  }

  @Test func charactersAreAsTheyAre() {
    var joiner = TokenJoiner(.characters)
    #expect("a (b\n .".map { joiner.next(String($0)) }.joined() == "a (b\n .")
  }
}
