import Ground

/// Public sets, in lower case, cut at blanks as they are published.
extension LabeledTexts {
  /// MR: 10,662 sentences of film reviews, 5,331 of them positive and 5,331 negative (Pang and Lee, "Seeing
  /// stars", ACL 2005). There is no test set; what is reported is the mean over ten folds.
  public static func movieReviews(from folders: DataFolders = .standard) throws -> LabeledTexts {
    let parts = try [(DataFile.positiveReviews, 1), (.negativeReviews, 0)].map { file, label in
      let texts = try latin1(file, from: folders).numberedLines().map { words(in: $0.text) }
      return LabeledTexts(texts, texts.map { _ in label }, classes: ["negative", "positive"])
    }
    return joined(parts)
  }

  /// SST-2: 6,920, 872 and 1,821 sentences of film reviews, positive or negative, as Kim prepared them (Socher
  /// et al., "Recursive deep models for semantic compositionality", EMNLP 2013).
  public static func stanfordSentiment(
    from folders: DataFolders = .standard
  ) throws -> (training: LabeledTexts, validation: LabeledTexts, test: LabeledTexts) {
    func part(_ file: DataFile) throws -> LabeledTexts {
      try numbered(file.text(from: folders), file, classes: ["negative", "positive"])
    }
    return try (
      part(.stanfordSentimentTraining), part(.stanfordSentimentValidation),
      part(.stanfordSentimentTest)
    )
  }

  /// TREC-6: 5,452 and 500 questions by what kind of thing they ask for (Li and Roth, "Learning question
  /// classifiers", COLING 2002).
  public static func questionTypes(
    from folders: DataFolders = .standard
  ) throws -> (training: LabeledTexts, test: LabeledTexts) {
    let classes = ["description", "entity", "abbreviation", "human", "location", "number"]
    func part(_ file: DataFile) throws -> LabeledTexts {
      try numbered(latin1(file, from: folders), file, classes: classes)
    }
    return try (part(.questionTypesTraining), part(.questionTypesTest))
  }

  /// The texts of a published file whose lines begin with the places of classes.
  private static func numbered(
    _ text: String, _ file: DataFile, classes: [String]
  ) throws -> LabeledTexts {
    var examples: (texts: [[String]], labels: [Int]) = ([], [])
    for line in text.numberedLines() {
      let tokens = words(in: line.text)
      guard let label = Int(tokens[0]), classes.indices.contains(label) else {
        throw InputError("Line \(line.number) of \(file.path) has no class before its text.")
      }
      examples.texts.append(Array(tokens.dropFirst()))
      examples.labels.append(label)
    }
    return LabeledTexts(examples.texts, examples.labels, classes: classes)
  }

  /// The text of a file in Latin-1, in which each byte is a scalar of its own.
  private static func latin1(_ file: DataFile, from folders: DataFolders) throws -> String {
    let bytes = try file.contents(from: folders)
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  /// What stands between blanks, in lower case.
  private static func words(in line: Substring) -> [String] {
    line.unicodeScalars.split { $0.properties.isWhitespace }.map {
      String($0).lowercased().normalized
    }
  }
}
