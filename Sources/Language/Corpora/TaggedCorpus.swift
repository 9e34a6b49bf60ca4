/// Public sets of sentences whose words have tags.
public enum TaggedCorpus: String, CaseIterable, Sendable {
  /// Texts of the web in English, with parts of speech (UD English-EWT; CC BY-SA 4.0).
  case ewt
  /// Questions about flights, with parts of speech (UD English-Atis; CC BY-SA 4.0).
  case atis
  /// The same questions, with what each piece of them says, such as where a flight begins (text © LDC).
  case slots
  /// Names in noisy texts (Derczynski et al., “Results of the WNUT2017 shared task”, 2017; CC BY 4.0).
  case wnut17
  /// Chinese texts in traditional characters, cut into words (UD Chinese-GSD; CC BY-NC-SA 4.0).
  case chinese

  /// A part of it.
  public enum Part: Int, CaseIterable, Sendable {
    case training, validation, test
  }

  /// A part's sentences.
  ///
  /// - Throws: as `DataFile.text` and the reader of tagged sentences do.
  public func sentences(
    _ part: Part, from folders: DataFolders = .standard
  ) throws -> TaggedSentences {
    let file = files[part.rawValue]
    return try TaggedSentences(
      text: file.text(from: folders), name: file.path, format: TaggedFormat(ofFile: file.path))
  }

  /// Its files: to learn from, to validate by, and to test on.
  public var files: [DataFile] {
    switch self {
    case .ewt:
      [
        DataFile(
          path: "ewt/en_ewt-ud-train.conllu",
          url:
            "https://raw.githubusercontent.com/UniversalDependencies/UD_English-EWT/6d4e3e2d515c3da8dcb579bb437a62a2569f4c88/en_ewt-ud-train.conllu",
          bytes: 14_203_025,
          checksum: "3fb78e2b55482c8ee00caa653af436c88c9e5bc9a73ce26e4ae3ddc79d2b7e7b"),
        DataFile(
          path: "ewt/en_ewt-ud-dev.conllu",
          url:
            "https://raw.githubusercontent.com/UniversalDependencies/UD_English-EWT/6d4e3e2d515c3da8dcb579bb437a62a2569f4c88/en_ewt-ud-dev.conllu",
          bytes: 1_805_545,
          checksum: "531a54ff90d6ab12201c5a50c3e78e6ddac4de69abc4bce5d275d3cd29efe2b6"),
        DataFile(
          path: "ewt/en_ewt-ud-test.conllu",
          url:
            "https://raw.githubusercontent.com/UniversalDependencies/UD_English-EWT/81526baab558679e21e3cbdb6a021759d23e1ae8/en_ewt-ud-test.conllu",
          bytes: 1_804_515,
          checksum: "e266e515a0a7547657ed3d90d9ba46487d6bd251f27ad4269d4e8a427c8555cd"),
      ]
    case .atis:
      [
        DataFile(
          path: "atis/en_atis-ud-train.conllu",
          url:
            "https://raw.githubusercontent.com/UniversalDependencies/UD_English-Atis/0e278c82bf69a551eb5bde2372230d747d9177f3/en_atis-ud-train.conllu",
          bytes: 2_719_527,
          checksum: "bf34cac75bf90593720fb7e06fcecb4f3fbaf325e7a2ceefbcca10771f56ac72"),
        DataFile(
          path: "atis/en_atis-ud-dev.conllu",
          url:
            "https://raw.githubusercontent.com/UniversalDependencies/UD_English-Atis/0e278c82bf69a551eb5bde2372230d747d9177f3/en_atis-ud-dev.conllu",
          bytes: 365_475,
          checksum: "ba9ed59a6cf862c695043b64053194277023270ac46ad7b5182b90baee7cfee0"),
        DataFile(
          path: "atis/en_atis-ud-test.conllu",
          url:
            "https://raw.githubusercontent.com/UniversalDependencies/UD_English-Atis/9208fe79ffac26eb02c5f48d54e0b186327b5841/en_atis-ud-test.conllu",
          bytes: 367_554,
          checksum: "5d076b73ee57d30170f8e43434e14012f472d3af323b4f04d49a57d44c38b59a"),
      ]
    case .slots:
      [
        DataFile(
          path: "slots/train.tsv",
          url: nil,
          bytes: 709_883,
          checksum: "aea6013337d5c76a7c1611cbde536c4ac53c6f2ae8d7335643bc980a3b728a8d"),
        DataFile(
          path: "slots/dev.tsv",
          url: nil,
          bytes: 81_024,
          checksum: "be96a75e7a4c6a675076f3fd8bbf3eae3479cd0fdffbd299aa791639898bd5c8"),
        DataFile(
          path: "slots/test.tsv",
          url: nil,
          bytes: 134_253,
          checksum: "aadcc3656e06e20148abe8c470b480828c1425df3a863a446cd71a73e0614483"),
      ]
    case .wnut17:
      [
        DataFile(
          path: "wnut17/wnut17train.conll",
          url:
            "https://raw.githubusercontent.com/leondz/emerging_entities_17/e7d20800af24ee81b085d89f8229edfaf326941e/wnut17train.conll",
          bytes: 493_781,
          checksum: "731820e13f71af324c6b55a1575ec2ce59fbaa2a0806f8f0400b98d56cd6a7a5"),
        DataFile(
          path: "wnut17/emerging.dev.conll",
          url:
            "https://raw.githubusercontent.com/leondz/emerging_entities_17/e0a5a823911dc5301947c3c7a1354355a0012181/emerging.dev.conll",
          bytes: 114_749,
          checksum: "e053b752b8155113ca66e7db08af5f2f5f43ab993694e4774f1ec5bad42312d8"),
        DataFile(
          path: "wnut17/emerging.test.annotated",
          url:
            "https://raw.githubusercontent.com/leondz/emerging_entities_17/8c28a33c4ec37e61ce1b3d55bc546a11fdbfbcc9/emerging.test.annotated",
          bytes: 192_425,
          checksum: "2aa79b764e56ec9264a1b30fdd9b70195bd00ff400b62edd8f399d5f13c178f0"),
      ]
    case .chinese:
      [
        DataFile(
          path: "zh/zh-ud-train.conllu",
          url:
            "https://raw.githubusercontent.com/UniversalDependencies/UD_Chinese-GSD/9eab5182234b0429e5dd738cfe2a5626fef96e58/zh-ud-train.conllu",
          bytes: 3_281_947,
          checksum: "94c1ad7f8f7d545169bafbef367852b965ec5eada13d614d8e8b6b9297ee6d0d"),
        DataFile(
          path: "zh/zh-ud-dev.conllu",
          url:
            "https://raw.githubusercontent.com/UniversalDependencies/UD_Chinese-GSD/9eab5182234b0429e5dd738cfe2a5626fef96e58/zh-ud-dev.conllu",
          bytes: 422_074,
          checksum: "574a2c826fc4207530be65b9cd9d8d9611a9749716ab1e3349ec681b93c7a42f"),
        DataFile(
          path: "zh/zh-ud-test.conllu",
          url:
            "https://raw.githubusercontent.com/UniversalDependencies/UD_Chinese-GSD/9eab5182234b0429e5dd738cfe2a5626fef96e58/zh-ud-test.conllu",
          bytes: 400_666,
          checksum: "c5fe2733ca4a118725fc06d6a7dbce9952254a4a174f3bd75e13ab4d504e9970"),
      ]
    }
  }
}
