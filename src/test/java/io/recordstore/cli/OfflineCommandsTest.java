package io.recordstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.auth.TestTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands that need no server. */
class OfflineCommandsTest {
    @TempDir
    Path folder;

    @Test
    void keysAreForTheirOwnerAloneAndNeverReplaced() throws IOException {
        String said = CommandRun.offline().onTerminal().ok("keys", "generate", "--dir", keys(), "--encryption-id", "a");

        String publicKey = Files.readString(folder.resolve("keys/public/1.pub")).strip();
        assertThat(publicKey).matches("[0-9a-f]{64}");
        assertThat(said)
                .contains("recordstore.tokens.root-public-keys.1=" + publicKey)
                .contains("recordstore.encryption.key-files.\"a\"=" + folder.resolve("keys/encryption-a.key"))
                .doesNotContain(
                        Files.readString(folder.resolve("keys/root-1.key")).strip())
                .doesNotContain(Files.readString(folder.resolve("keys/encryption-a.key"))
                        .strip());
        for (String file : List.of("root-1.key", "encryption-a.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys/" + file))))
                    .isEqualTo("rw-------");
        }

        CommandRun.Result again = CommandRun.offline().run("keys", "generate", "--dir", keys(), "--encryption-id", "b");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("is there already", "--force");
        assertThat(folder.resolve("keys/encryption-b.key")).doesNotExist();
        assertThat(Files.readString(folder.resolve("keys/public/1.pub"))).contains(publicKey);

        CommandRun.offline().ok("keys", "generate", "--dir", keys(), "--root", "--force");
        assertThat(Files.readString(folder.resolve("keys/public/1.pub"))).doesNotContain(publicKey);
    }

    @Test
    void aTokenThatIsMadeSaysWhatItWasMadeFor() {
        CommandRun.offline().ok("keys", "generate", "--dir", keys(), "--root", "--root-id", "7");
        String token = CommandRun.offline()
                .ok(
                        "token",
                        "create",
                        "--key",
                        keys() + "/root-7.key",
                        "--tenant",
                        "acme",
                        "--right",
                        "prod/*:read,write",
                        "--right",
                        "test:City:delete",
                        "--expires",
                        "2040-01-01T00:00:00Z")
                .strip();

        String inspected = CommandRun.offline()
                .onTerminal()
                .with("RECORDSTORE_TOKEN", token)
                .ok("token", "inspect", "--public-key", keys() + "/public/7.pub");

        assertThat(inspected)
                .contains("acme", "prod/*  read", "prod/*  write", "test  City  delete", "2040-01-01T00:00:00Z")
                .containsPattern("root key +7")
                .containsPattern("signature +good")
                .doesNotContain(token);
    }

    @Test
    void aTokenOfAnotherKeyIsNotTakenForGenuine() {
        CommandRun.offline().ok("keys", "generate", "--dir", keys(), "--root");

        CommandRun.Result result = CommandRun.offline()
                .with("RECORDSTORE_TOKEN", TestTokens.admin("acme"))
                .run("token", "inspect", "--public-key", keys() + "/public/1.pub");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.out()).contains("NOT by this key");
    }

    @Test
    void aNarrowedTokenHasAnotherBlockAndTheEarlierEnd() {
        String narrowed = CommandRun.offline()
                .input(TestTokens.admin("acme"))
                .ok(
                        "token",
                        "attenuate",
                        "--token",
                        "-",
                        "--space",
                        "prod/*",
                        "--operation",
                        "read,watch",
                        "--expires",
                        "10m")
                .strip();

        String inspected = CommandRun.offline().onTerminal().ok("token", "inspect", "--token", narrowed);

        assertThat(inspected).contains("narrowed by", "within(\"prod/*\")", "operation(\"watch\")", "(in 0 h");
        assertThat(inspected.lines().filter(line -> line.contains("revocation id")))
                .hasSize(2);
    }

    @Test
    void whatIsNoTokenIsRefusedAndNotShown() {
        CommandRun.Result result =
                CommandRun.offline().with("RECORDSTORE_TOKEN", "s3cret").run("token", "inspect");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("not a token").doesNotContain("s3cret");
    }

    @Test
    void rightsThatMeanNothingAreRefused() {
        CommandRun.offline().ok("keys", "generate", "--dir", keys(), "--root");
        for (String right : List.of("prod/*", "prod/*:fly", "Prod:read", "prod*:read", "a:b:c:read")) {
            CommandRun.Result result = CommandRun.offline()
                    .run("token", "create", "--key", keys() + "/root-1.key", "--tenant", "acme", "--right", right);
            assertThat(result.exitCode()).as(right).isEqualTo(2);
            assertThat(result.out()).isEmpty();
        }
        assertThat(CommandRun.offline()
                        .run(
                                "token",
                                "create",
                                "--key",
                                keys() + "/root-1.key",
                                "--tenant",
                                "acme",
                                "--admin",
                                "--expires",
                                "2020-01-01T00:00:00Z")
                        .err())
                .contains("in the past");
    }

    @Test
    void wrongUsageSaysWhatIsWrongAndWhereToRead() {
        CommandRun.Result result = CommandRun.offline().run("query", "cities", "City", "--wher", "a = 1");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--wher", "did you mean --where", "record-store query --help");
        assertThat(CommandRun.offline().run("space").err()).contains("create, list");
        assertThat(CommandRun.offline()
                        .run("query", "cities", "City", "-w", "a >")
                        .err())
                .contains("column 4", "\n  a >\n     ^");
    }

    @Test
    void everyCommandTeachesWithAnExample() {
        forEveryCommand(CommandRun.offline(), RecordStore.commands(io.recordstore.cli.output.Terminal.ofProcess()), "");
    }

    private static void forEveryCommand(CommandRun shell, CommandLine command, String path) {
        command.getSubcommands().forEach((name, sub) -> {
            if (!name.equals(sub.getCommandName())) {
                return; // another name of a command that has its turn
            }
            String[] arguments = (path + name + " --help").split(" ");
            String help = shell.ok(arguments);
            assertThat(help).contains("Usage: record-store " + path);
            if (sub.getSubcommands().isEmpty()) {
                assertThat(help).as(path + name).contains("Example").containsPattern("\\n  .*record-store " + path);
            }
            forEveryCommand(shell, sub, path + name + " ");
        });
    }

    @Test
    void aShellCompletesCommandsAndOptions() throws Exception {
        Path script = folder.resolve("completion");
        Files.writeString(script, CommandRun.offline().ok("completion", "bash"));

        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        ". " + script + "; COMP_WORDS=(record-store token att); COMP_CWORD=2;"
                                + " _complete_record-store; echo ${COMPREPLY[@]}")
                .redirectErrorStream(true)
                .start();

        assertThat(new String(bash.getInputStream().readAllBytes())).contains("attenuate");
        assertThat(CommandRun.offline().ok("completion", "zsh")).startsWith("autoload");
    }

    @Test
    void aServerElsewhereIsNotTalkedToWithoutTls() {
        CommandRun.Result result =
                CommandRun.offline().run("space", "list", "--server", "http://user@host", "--timeout", "1s");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("host:port");
        assertThat(CommandRun.offline().run("space", "list", "--cert", "a.pem").err())
                .contains("--key");
        assertThat(CommandRun.offline()
                        .run("space", "list", "--ca", "no-such.pem")
                        .err())
                .contains("no-such.pem");
    }

    @Test
    void noServerIsSaidSo() {
        CommandRun.Result result = CommandRun.offline().run("space", "list", "--server", "localhost:1");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("no server answers at localhost:1", "record-store serve");
    }

    private String keys() {
        return folder.resolve("keys").toString();
    }
}
