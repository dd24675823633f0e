package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.auth.TestTokens;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long the packaged server takes from the start of its process to its first answer, by its own log, without and with an
 * archive of classes as the image for the JVM has one. Under the profile {@code stress}, on a quiet machine, the bound is
 * the promised one.
 */
class StartIT {
    private static final long MOST_MILLIS = Long.getLong("start.most-millis", 60_000);
    private static final int STARTS = Integer.getInteger("start.count", 1);
    private static final Pattern FIRST_ANSWER =
            Pattern.compile("the first request was answered (\\d+) ms after the start");

    /** The archive is used, or the JVM does not start. */
    private static final String ARCHIVE_OR_NOTHING = "-Xshare:on";

    @TempDir
    Path directory;

    @Test
    void itAnswersInTimeWithTheArchiveOfClassesThatAnEarlierStartMade() throws Exception {
        Path archive = directory.resolve("record-store.jsa");
        long making = millisToFirstAnswer("-XX:ArchiveClassesAtExit=" + archive);
        assertThat(archive).isNotEmptyFile();
        for (int i = 0; i < STARTS; i++) {
            long without = millisToFirstAnswer("-Xshare:auto");
            long with = millisToFirstAnswer("-XX:SharedArchiveFile=" + archive, ARCHIVE_OR_NOTHING);
            System.out.printf(
                    "StartIT: first answer after %d ms, with the archive after %d ms; making it %d ms%n",
                    without, with, making);
            assertThat(with).isLessThan(MOST_MILLIS);
        }
    }

    private long millisToFirstAnswer(String... options) throws Exception {
        String[] configuration = new String[options.length + 2];
        System.arraycopy(options, 0, configuration, 0, options.length);
        configuration[options.length] = "recordstore.tokens.root-public-keys.1=" + TestTokens.MINTER.publicKey();
        configuration[options.length + 1] =
                "recordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=";
        try (PackagedServer server = PackagedServer.start(directory, configuration)) {
            server.awaitOutput("the first request was answered");
            Matcher answered = FIRST_ANSWER.matcher(server.output());
            assertThat(answered.find()).isTrue();
            server.terminate();
            server.exitCode();
            return Long.parseLong(answered.group(1));
        }
    }
}
