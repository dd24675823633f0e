package io.recordstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TestTokens;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands against a server at its port. */
@QuarkusTest
class CommandLineTest {
    private static final String SHOP =
            """
            syntax = "proto3";
            package shop;

            import "recordstore/v1/options.proto";
            import "money.proto";

            // What a customer ordered.
            message Order {
              option (recordstore.v1.record) = {
                primary_key: "number"
                indexes: [{ name: "by_customer", fields: [{ path: "customer" }, { path: "cents" }] }]
              };
              string number = 1;
              string customer = 2;
              int64 cents = 3;
              repeated string tags = 4;
              map<string, int32> counts = 5;
              optional State state = 6;
              Money price = 7;
              oneof paid { string card = 8; bool cash = 9; }
              enum State { OPEN = 0; CLOSED = 1; }
            }
            """;

    private static final String MONEY =
            """
            syntax = "proto3";
            package shop;
            message Money { string currency = 1; uint64 units = 2; }
            """;

    @TestHTTPResource("/")
    URL server;

    private Path folder;
    private CommandRun shell;
    private String space;

    @BeforeEach
    void applySchema() throws IOException {
        folder = Files.createTempDirectory("cli");
        shell = shell();
        space = "cli/" + UUID.randomUUID();
        Files.writeString(folder.resolve("shop.proto"), SHOP);
        Files.writeString(folder.resolve("money.proto"), MONEY);
        shell.ok("space", "create", space, "--label", "team=shop");
        shell.ok("schema", "apply", space, file("shop.proto"));
    }

    @AfterEach
    void deleteFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private CommandRun shell() {
        return CommandRun.against(server.getPort(), TestTokens.admin("cli"));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void putOrders(int count) {
        String lines = IntStream.range(0, count)
                .mapToObj(i -> "{\"number\":\"A-%03d\",\"customer\":\"%s\",\"cents\":\"%d\"}"
                        .formatted(i, i % 2 == 0 ? "ada" : "bob", i))
                .reduce("", (a, b) -> a + b + "\n");
        shell().input(lines).ok("import", space, "Order");
    }

    @Test
    void whatIsSaidOfARecordSpaceAndWhichChangesItKeepsIsUpdated() {
        shell.ok("space", "update", space, "--label", "tier=1", "--label", "by=ada", "--keep-changes", "1h");

        assertThat(shell().onTerminal().ok("space", "get", space)).contains("by=ada team=shop tier=1");
        assertThat(shell.ok("space", "get", space)).contains("\"3600s\"", "CHANGE_VALUES_BEFORE_AND_AFTER");
        assertThat(shell().onTerminal().ok("space", "update", space, "--label", "tier=2", "--remove-label", "team"))
                .contains("by=ada tier=2")
                .doesNotContain("team");
        assertThat(shell.ok("space", "get", space)).contains("\"3600s\"");
        assertThat(shell.ok("space", "update", space, "--keep-changes", "0s"))
                .contains("ada")
                .doesNotContain("change_retention");
        assertThat(shell.run("space", "update", space).err()).contains("--label", "--remove-label", "--keep-changes");
        assertThat(shell.run("space", "update", space + "x", "--label", "a=b").exitCode())
                .isEqualTo(3);
    }

    @Test
    void recordSpacesAreListedShownAndDeleted() {
        assertThat(shell.ok("space", "list", "cli/", "-o", "ndjson")).contains("\"record_space\":\"" + space + "\"");
        assertThat(shell().onTerminal().with("COLUMNS", "200").ok("space", "list", space))
                .matches("(?s).*NAME +SCHEMA +CREATED +LABELS.*" + space + " +version 1 .*team=shop.*");
        assertThat(shell().onTerminal().ok("space", "get", space)).contains("team=shop", "version 1");

        assertThat(shell().onTerminal().ok("space", "get", space)).contains("expires      never");
        assertThat(shell().onTerminal().ok("space", "renew", space, "--ttl", "2h"))
                .contains(space + " expires: 2");
        assertThat(shell.ok("space", "get", space)).contains("\"expire_time\"");
        assertThat(shell().onTerminal().ok("space", "renew", space, "--keep")).contains("expires: never");
        assertThat(shell.run("space", "renew", space).err()).contains("--ttl").contains("--keep");

        shell.ok("put", space, "Order", "{\"number\":\"A-1\"}");
        assertThat(shell.run("space", "clear", space).err()).contains("--yes");
        shell.ok("space", "clear", space, "--yes");
        assertThat(shell.ok("count", space, "Order")).contains("0");

        assertThat(shell.run("space", "delete", space).err()).contains("--yes");
        shell.ok("space", "delete", space, "--yes");

        shell.ok("space", "create", space, "--ttl", "30m");
        assertThat(shell.ok("space", "get", space)).contains("\"expire_time\"");
        shell.ok("space", "delete", space, "--yes");

        CommandRun.Result gone = shell.run("space", "get", space);
        assertThat(gone.exitCode()).isEqualTo(3);
        assertThat(gone.err()).startsWith("error: ").contains(space).doesNotContain("\tat ");
    }

    @Test
    void limitsAreSetByAnOperatorAndShownWithWhatIsStored() {
        CommandRun operator = CommandRun.against(server.getPort(), TestTokens.operator("cli"));
        putOrders(3);
        operator.ok("quota", "set", space, "--records", "3", "--bytes", "2M", "--requests-per-second", "none");

        assertThat(shell().onTerminal().ok("quota", "show", space))
                .matches("(?s).*bytes +[0-9]+ of 2097152 \\(set\\).*\nrecords +3 of 3 \\(set\\).*")
                .matches("(?s).*requests per second +of any \\(set\\).*");
        CommandRun.Result full = shell.run("put", space, "Order", "{\"number\":\"A-9\"}");
        assertThat(full.exitCode()).isEqualTo(1);
        assertThat(full.err()).contains("3 records");
        assertThat(shell.run("quota", "set", space, "--records", "4").exitCode())
                .isEqualTo(4);

        operator.ok("quota", "set", space, "--records", "default");
        shell.ok("put", space, "Order", "{\"number\":\"A-9\"}");
        assertThat(shell.ok("quota", "show", space, "-o", "json")).contains("\"records\": \"4\"");
        assertThat(operator.run("quota", "set", space, "--records", "many").exitCode())
                .isEqualTo(2);
        assertThat(operator.run("quota", "set", space).err()).contains("--records");
    }

    @Test
    void aRecordSpaceIsForkedAndItsOperationsAreListedShownAndCancelled() {
        putOrders(10);
        String copy = space + "/copy";

        assertThat(shell().onTerminal().ok("space", "fork", space, copy, "--label", "of=shop"))
                .contains("forked " + space + " to " + copy);
        assertThat(shell.ok("count", copy, "Order", "--where", "customer = 'ada'"))
                .contains("5");

        String begun = shell.ok("delete", copy, "Order", "--all", "--background", "--yes");
        assertThat(begun).contains("\"deleted_count\"", "\"operation\"");
        String id = begun.replaceAll("(?s).*\"operation\": *\"(\\d+)\".*", "$1");
        assertThat(shell().onTerminal().with("COLUMNS", "200").ok("operation", "list", copy))
                .matches("(?s).*ID +SPACE +KIND +STATE .*" + id + " +" + copy
                        + " +delete_where +done, 10 of 10 records.*");
        assertThat(shell().onTerminal().ok("operation", "show", copy, id)).contains("delete_where", "done", "begun");
        CommandRun.Result over = shell.run("operation", "cancel", copy, id);
        assertThat(over.exitCode()).isEqualTo(1);
        assertThat(over.err()).contains("is over");
        assertThat(shell.run("operation", "show", copy, "999").exitCode()).isEqualTo(3);
    }

    @Test
    void whatWasIsReadCountedAndCompared() {
        String kept = "cli/" + UUID.randomUUID();
        shell.ok("space", "create", kept, "--keep-changes", "1h");
        shell.ok("schema", "apply", kept, file("shop.proto"));
        shell.ok("put", kept, "Order", "{\"number\":\"A-1\",\"customer\":\"ada\",\"cents\":1}");
        String version = shell.ok("get", kept, "Order", "A-1", "--envelope", "-o", "json")
                .replaceAll("(?s).*\"version\": \"([0-9a-f]{24})\".*", "$1");
        shell.ok("put", kept, "Order", "{\"number\":\"A-1\",\"customer\":\"bob\",\"cents\":2}");
        shell.ok("put", kept, "Order", "{\"number\":\"A-2\",\"customer\":\"ada\",\"cents\":3}");

        assertThat(shell.ok("get", kept, "Order", "A-1", "--at", version)).contains("\"cents\": \"1\"");
        assertThat(shell.ok("query", kept, "Order", "-w", "customer = 'ada'", "--at", version, "-o", "ndjson"))
                .contains("\"cents\":\"1\"")
                .doesNotContain("A-2");
        assertThat(shell.ok("count", kept, "Order", "--allow-scan", "--at", version))
                .contains("1");
        assertThat(shell.ok("get", kept, "Order", "A-2", "--at", "0s")).contains("\"cents\": \"3\"");
        assertThat(shell.ok("space", "diff", kept, version, "-o", "ndjson").lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .contains("\"kind\":\"update\"", "\"key\":\"A-1\"", "\"before\":{", "\"after\":{"))
                .anySatisfy(line -> assertThat(line).contains("\"kind\":\"insert\"", "\"key\":\"A-2\""));
        assertThat(shell.ok("space", "diff", kept, version, version, "--type", "Order", "-o", "ndjson"))
                .isBlank();
        assertThat(shell.run("get", kept, "Order", "A-1", "--at", "2h").err()).contains("no longer kept");
        assertThat(shell.run("get", kept, "Order", "A-1", "--at", "yesterday").exitCode())
                .isEqualTo(2);
        assertThat(shell.run("get", space, "Order", "A-1", "--at", "5m").err()).contains("change_retention");
    }

    @Test
    void aRecordIsPutReadOverwrittenAndDeleted() {
        shell.ok("put", space, "Order", "{\"number\":\"A-1\",\"customer\":\"ada\",\"cents\":9007199254740993}");

        assertThat(shell.ok("get", space, "Order", "A-1")).contains("\"cents\": \"9007199254740993\"");
        assertThat(shell.run("put", space, "Order", "{\"number\":\"A-1\"}", "--insert")
                        .exitCode())
                .isEqualTo(1);
        assertThat(shell.run("put", space, "Order", "{\"number\":\"A-2\"}", "--update")
                        .exitCode())
                .isEqualTo(3);
        String version = shell.ok("get", space, "Order", "A-1", "--envelope")
                .replaceAll("(?s).*\"version\": \"(\\w+)\".*", "$1");
        shell().input("{\"number\":\"A-1\",\"customer\":\"bob\"}").ok("put", space, "Order", "--if-version", version);
        CommandRun.Result stale = shell.run("put", space, "Order", "{\"number\":\"A-1\"}", "--if-version", version);
        assertThat(stale.err()).contains("written again since");

        shell.ok("delete", space, "Order", "A-1");
        assertThat(shell.run("get", space, "Order", "A-1").exitCode()).isEqualTo(3);
    }

    @Test
    void aQueryIsATableForPeopleAndNdjsonForPrograms() {
        putOrders(6);

        assertThat(shell.ok("query", space, "Order", "-w", "customer = \"ada\" and cents >= 2", "-b", "-cents"))
                .isEqualTo(
                        """
                        {"number":"A-004","customer":"ada","cents":"4"}
                        {"number":"A-002","customer":"ada","cents":"2"}
                        """);
        assertThat(shell().onTerminal()
                        .with("NO_COLOR", "1")
                        .ok("query", space, "Order", "-w", "customer = 'bob'", "-b", "cents", "-n", "2"))
                .isEqualTo(
                        """
                        NUMBER  CUSTOMER  CENTS
                        A-001   bob           1
                        A-003   bob           3
                        """);
        assertThat(shell.ok("query", space, "Order", "-w", "customer = 'x'", "-o", "json"))
                .isEqualTo("[]\n");
        assertThat(shell.ok(
                        "query",
                        space,
                        "Order",
                        "--filter",
                        "{\"field\":{\"path\":\"customer\",\"equals\":{\"string_value\":\"bob\"}}}",
                        "-f",
                        "cents"))
                .hasLineCount(3);
        assertThat(shell.ok("count", space, "Order", "-w", "customer = 'ada'", "-o", "ndjson"))
                .isEqualTo("{\"count\":3}\n");
    }

    @Test
    void aQueryThatNoIndexServesSaysTheCommandThatAddsOneAndItWorks() {
        putOrders(3);

        CommandRun.Result refused = shell.run("query", space, "Order", "-w", "cents > 1");
        String add = refused.err()
                .lines()
                .filter(line -> line.startsWith("  record-store index add"))
                .findFirst()
                .orElseThrow();
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("fields: [{ path: \"cents\" }]", "--allow-scan");
        assertThat(shell().onTerminal().ok("explain", space, "Order", "-w", "cents > 1"))
                .contains(add);

        shell.ok((add.strip() + " --wait").replace("record-store ", "").split(" "));

        assertThat(shell.ok("query", space, "Order", "-w", "cents > 1")).contains("A-002");
        assertThat(shell().onTerminal().ok("index", "list", space)).containsPattern("cents +built");
        assertThat(shell().onTerminal().ok("explain", space, "Order", "-w", "cents > 1"))
                .startsWith("served by order_by_cents");
        assertThat(shell.run("index", "drop", space, "by_customer", "--yes").err())
                .contains(".proto");
        shell.ok("index", "drop", space, "order_by_cents", "--yes");
        assertThat(shell.run("query", space, "Order", "-w", "cents > 1").exitCode())
                .isEqualTo(1);
    }

    @Test
    void aFieldThatIsNotThereAndAValueOfAnotherTypeArePointedAt() {
        CommandRun.Result unknown = shell.run("query", space, "Order", "-w", "customer = 'ada' and colour = 3");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("--where", "colour", "\n" + " ".repeat(2 + 21) + "^");

        CommandRun.Result mistyped = shell.run("query", space, "Order", "-w", "customer = 3");
        assertThat(mistyped.err()).contains("a string in quotes", "\n" + " ".repeat(2 + 11) + "^");
    }

    @Test
    void aSchemaIsShownAsTheProtoThatItWasAndCanBeAppliedAgain() {
        shell.ok("schema", "show", space, "--to", file("shown"));

        assertThat(folder.resolve("shown/shop.proto"))
                .content()
                .contains(
                        "// What a customer ordered.",
                        "primary_key: [\"number\"]",
                        "{ name: \"by_customer\", fields: [{ path: \"customer\" }, { path: \"cents\" }] }",
                        "map<string, int32> counts = 5;",
                        "optional .shop.Order.State state = 6;",
                        "oneof paid {");
        String dryRun = shell().onTerminal().ok("schema", "apply", space, file("shown/shop.proto"), "--dry-run");
        assertThat(dryRun).contains("nothing would change");
        assertThat(shell.ok("schema", "versions", space, "-o", "ndjson")).hasLineCount(1);
    }

    @Test
    void aChangeIsExplainedBeforeItIsMadeAndWhenItIsRefused() throws IOException {
        putOrders(3);
        String grown = SHOP.replace(
                "{ path: \"cents\" }] }]", "{ path: \"cents\" }] }, { name: \"c\", fields: [{ path: \"cents\" }] }]");
        Files.writeString(folder.resolve("shop.proto"), grown);

        assertThat(shell().onTerminal().ok("schema", "apply", space, file("shop.proto"), "--dry-run"))
                .containsPattern("added +index +c .*reads 3 records +allowed")
                .contains("nothing was changed");

        Files.writeString(folder.resolve("shop.proto"), grown.replace("int64 cents = 3", "string cents = 3"));
        CommandRun.Result refused = shell().onTerminal().run("schema", "apply", space, file("shop.proto"));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).contains("refused", "fix: ");
        assertThat(shell().run("schema", "apply", space, file("shop.proto"), "--dry-run")
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void anImportThatIsMissingIsNamedWithThePlacesThatWereSearched() throws IOException {
        Files.delete(folder.resolve("money.proto"));

        CommandRun.Result result = shell.run("schema", "apply", space, file("shop.proto"));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("shop.proto imports money.proto", folder.toString(), "-I");
    }

    @Test
    void whatIsRefusedOfAnImportIsListedByItsLineAndTheRestIsWritten() {
        String lines =
                """
                {"number":"A-1"}

                {"number":"A-2","colour":"red"}
                not json
                {"number":"A-3"}
                """;

        CommandRun.Result result = shell().onTerminal().input(lines).run("import", space, "Order");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("2 written, 2 refused\n");
        assertThat(result.err())
                .contains("line 3: ", "colour", "line 4: it is not JSON")
                .doesNotContain("line 2:");
        assertThat(shell.ok("export", space, "Order")).hasLineCount(2);
        assertThat(shell().input(lines).run("import", space, "Order").out())
                .contains("\"line\": 3", "\"failed_count\": 2");
    }

    @Test
    void anExportIsImportedElsewhereAsItWas() {
        putOrders(5);
        String other = space + "/copy";
        shell.ok("space", "create", other);
        shell.ok("schema", "apply", other, file("shop.proto"));

        String exported = shell.ok("export", space);
        shell().input(exported).ok("import", other, "--envelope");

        assertThat(shell.ok("export", other, "Order"))
                .isEqualTo(shell.ok("export", space, "Order"))
                .hasLineCount(5);
    }

    @Test
    void anImportUnderANameIsNotWrittenTwice() throws IOException {
        Files.writeString(folder.resolve("orders.ndjson"), "{\"number\":\"A-1\"}\n{\"number\":\"A-2\"}\n");
        String id = UUID.randomUUID().toString();

        shell.ok("import", space, "Order", file("orders.ndjson"), "--insert", "--bulk-id", id);
        String again =
                shell().onTerminal().ok("import", space, "Order", file("orders.ndjson"), "--insert", "--bulk-id", id);

        assertThat(again).contains("2 written (2 of them before), 0 refused");
    }

    @Test
    void whatAFilterSelectsIsDeleted() {
        putOrders(10);

        assertThat(shell.run("delete", space, "Order", "-w", "customer = 'ada'").err())
                .contains("--yes");
        assertThat(shell.ok("delete", space, "Order", "-w", "customer = 'ada'", "--yes"))
                .contains("\"deleted_count\": 5");
        assertThat(shell.ok("delete", space, "Order", "--all", "--yes")).contains("\"deleted_count\": 5");
        assertThat(shell.run("delete", space, "Order").err()).contains("say which");
    }

    @Test
    void aTokenThatIsMissingOrDoesNotAllowItIsSaidWithItsSource() {
        CommandRun.Result missing = shell().without("RECORDSTORE_TOKEN").run("space", "get", space);
        assertThat(missing.exitCode()).isEqualTo(4);
        assertThat(missing.err()).contains("RECORDSTORE_TOKEN");

        String reader = TestTokens.rights("cli", "*", Operation.READ);
        CommandRun.Result denied = shell().with("RECORDSTORE_TOKEN", reader).run("space", "delete", space, "--yes");
        assertThat(denied.exitCode()).isEqualTo(4);
        assertThat(denied.err())
                .contains("admin", "RECORDSTORE_TOKEN", "token inspect")
                .doesNotContain(reader);
    }

    @Test
    void aTokenIsCheckedAndRevokedWithAllThatWereNarrowedFromIt() throws IOException {
        String token = TestTokens.rights("cli", "cli/*", Operation.READ, Operation.WRITE);
        Files.writeString(folder.resolve("token"), token);
        String narrowed = CommandRun.offline()
                .ok("token", "attenuate", "--token", token, "--operation", "read")
                .strip();
        CommandRun holder = shell().with("RECORDSTORE_TOKEN", narrowed);
        assertThat(holder.onTerminal().ok("token", "check", "--space", space))
                .containsPattern("state +active")
                .containsPattern("allows +read in " + space);

        String id = shell.ok("token", "revoke", "--file", file("token"), "--reason", "a test", "-o", "ndjson")
                .replaceAll(".*\"revocation_id\":\"(\\w+)\".*\n", "$1");

        CommandRun.Result refused = holder.run("space", "get", space);
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).contains("revoked").doesNotContain(narrowed);
        assertThat(shell.ok("token", "revoked", "-o", "ndjson")).contains(id, "a test");
        assertThat(shell.run("token", "revoke").exitCode()).isEqualTo(2);
    }

    @Test
    void aRecordCannotSteerTheTerminal() {
        shell.ok("put", space, "Order", "{\"number\":\"A-1\",\"customer\":\"\\u001b[31mred\\u009b2J\"}");

        assertThat(shell().onTerminal().with("NO_COLOR", "1").ok("query", space, "Order"))
                .contains("\\u001b[31mred")
                .doesNotContain("\u001b", "\u009b");
    }

    @Test
    void aTableFitsTheTerminal() {
        shell.ok("put", space, "Order", "{\"number\":\"A-1\",\"customer\":\"" + "東京".repeat(100) + "\"}");

        List<String> lines = shell().onTerminal()
                .with("NO_COLOR", "1")
                .with("COLUMNS", "60")
                .ok("query", space, "Order")
                .lines()
                .toList();

        assertThat(lines.get(1)).contains("A-1", "東京", "…");
        assertThat(lines.get(1)
                        .codePoints()
                        .map(point -> point > 0x2fff ? 2 : 1)
                        .sum())
                .isLessThanOrEqualTo(60);
    }
}
