import Foundation
import Testing

/// Editions, made by programs that others have written.
@Suite struct EditionTests {
  /// A pandoc that never ends goes when its edition does, and nothing is left of either.
  @Test func anInterruptEndsWhatAnEditionWaitsFor() throws {
    try Folder.with { folder in
      let (pandoc, begun) = ("\(folder.path)/pandoc", "\(folder.path)/begun")
      try folder.write("#!/bin/sh\necho $$ > '\(begun)'\nexec sleep 600\n", to: "pandoc")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: pandoc)
      let run = try Program("book").run(
        ["--edition", "html", "--out", folder.path + "/site"],
        by: """
          PATH="\(folder.path):$PATH" "$@" & book=$!
          until [ -s '\(begun)' ]; do sleep 0.05; done
          kill -TERM $book; wait $book; code=$?
          kill -0 $(cat '\(begun)') 2>/dev/null && echo "pandoc goes on"
          exit $code
          """)
      #expect(run.status == 1)
      #expect(run.errors == "error: Interrupted; nothing was written.\n")
      #expect(run.output.isEmpty)
      #expect(try folder.files == ["begun", "pandoc"])
    }
  }
}
