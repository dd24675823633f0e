package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.recordstore.auth.TestTokens;
import io.recordstore.outside.Ticket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JUnit extension as its users have it: in a process whose class path has its jar, gRPC, Protobuf and JUnit, and the server's
 * jar for a server of the process' own, whose store is in memory whatever {@link TestEngine} has; the running server's is where
 * all tests have theirs.
 */
class JunitExtensionIT {
    private static final Path TARGET = Path.of("target");
    private static final Path TEACHING = Path.of("docs/testing.md");
    private static final long PATIENCE_SECONDS = 180;

    /** Records that are more than one transaction has. */
    private static final int MANY = 450;

    /** What docs/testing.md tells users to have. */
    private static final Pattern DEPENDENCIES = Pattern.compile(
            "(junit-(jupiter|platform)|opentest4j|apiguardian|grpc-(api|stub|protobuf|core|util|context|netty)|netty-|guava"
                    + "|failureaccess|perfmark|gson|protobuf-java|proto-google-common-protos).*\\.jar");

    private static final String OUTSIDE = "io.recordstore.outside.";
    private static final String MISTAKES = OUTSIDE + "Mistakes$";

    @TempDir
    static Path folder;

    /** What came of one run of everything, on a server in its process. */
    private static String told;

    @BeforeAll
    static void runAll() throws Exception {
        copyTests();
        compileTeaching();
        told = run(
                List.of(),
                true,
                OUTSIDE + "Notes",
                OUTSIDE + "NothingIsLeft",
                MISTAKES + "OfTests",
                MISTAKES + "InAConstructor",
                MISTAKES + "BeforeAllTests",
                "OrdersTest");
    }

    private static void copyTests() throws IOException {
        Path classes = TARGET.resolve("test-classes");
        try (Stream<Path> files = Files.walk(classes.resolve("io/recordstore/outside"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(classes.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Path resources = folder.resolve("io/recordstore/outside");
        Files.write(resources.resolve("ticket.bin"), Ticket.descriptorSet());
        Files.writeString(
                resources.resolve("many.ndjson"),
                IntStream.rangeClosed(1, MANY)
                        .mapToObj(i -> "{\"id\": " + i + "}\n")
                        .collect(Collectors.joining()));
    }

    private static void compileTeaching() throws IOException {
        String page = Files.readString(TEACHING);
        Path test = Files.writeString(folder.resolve("OrdersTest.java"), block(page, "java"));
        Files.writeString(folder.resolve("orders.proto"), block(page, "protobuf"));
        Files.writeString(folder.resolve("orders.ndjson"), block(page, "json"));

        int failures = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.toString(), "-cp", classPath(false), test.toString());

        assertThat(failures).isZero();
    }

    @Test
    void eachTestHasARecordSpaceOfItsOwnOnAServerInTheProcess() {
        assertAllOfNotes(told);
        assertThat(told).contains("SUCCESSFUL ofTheRecordSpacesOfTestsBefore");
        assertThat(told.split("Quarkus on the class path: false")).hasSize(3);
    }

    @Test
    void whatTheDocumentationShowsCompilesAndRuns() {
        assertThat(told).contains("SUCCESSFUL adaHasTwoOrders", "SUCCESSFUL anOrderIsThereOnce");
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        assertThat(told.lines().filter(line -> line.startsWith("FAILED"))).hasSize(9);
        assertThat(told)
                .containsPattern("FAILED noResource.*there is no resource 'nowhere.proto', neither beside")
                .containsPattern("FAILED twoWays.*from protos, from descriptors or from messages")
                .containsPattern("FAILED noDescriptors.*no serialised FileDescriptorSet")
                .containsPattern("FAILED noRecordType.*the schema is refused")
                .containsPattern("FAILED noJson.*line 2 of 'broken.ndjson' is no JSON")
                .containsPattern("FAILED noSuchType.*'notes.ndjson' are refused")
                .containsPattern("FAILED noTime.*ttl")
                .containsPattern("FAILED inAConstructor.*a RecordSpace is of one test")
                .containsPattern("FAILED .*BeforeAllTests.*a RecordSpace is of one test");
        assertThat(run(List.of(), false, OUTSIDE + "NothingIsLeft"))
                .containsPattern("FAILED ofTheRecordSpacesOfTestsBefore.*the classifier 'server'");
    }

    @Test
    void eachTestHasARecordSpaceOfItsOwnOnARunningServer() throws Exception {
        Path itsFolder = Files.createDirectory(folder.resolve("server"));
        try (PackagedServer server = PackagedServer.start(
                itsFolder,
                "recordstore.fdb.embedded.memory=true",
                "recordstore.tokens.root-public-keys.1=3d0b85039b54fdeea2d88c275a3f174afe128a80ad366f6b8436637682e47d6b",
                "recordstore.encryption.keys.test=dGhpcyBrZXkgaXMgb25seSBmb3IgdGhlIHRlc3RzISE=")) {
            Path token = Files.writeString(folder.resolve("token"), TestTokens.admin("outside"));
            String address = "-Drecordstore.junit.server=localhost:" + server.port();

            String there = run(
                    List.of(address, "-Drecordstore.junit.token-file=" + token),
                    false,
                    OUTSIDE + "Notes",
                    OUTSIDE + "NothingIsLeft");

            assertAllOfNotes(there);
            assertThat(there)
                    .contains("SUCCESSFUL ofTheRecordSpacesOfTestsBefore")
                    .doesNotContain("FAILED");
            assertThat(run(List.of(address), false, OUTSIDE + "NothingIsLeft"))
                    .contains("FAILED ofTheRecordSpacesOfTestsBefore")
                    .contains("there is no token for it: set -Drecordstore.junit.token or RECORDSTORE_JUNIT_TOKEN");
        }
    }

    private static void assertAllOfNotes(String run) {
        assertThat(run)
                .contains(
                        "SUCCESSFUL theSameRecordSpaceIsEverywhere",
                        "SUCCESSFUL repetition 8 of 8",
                        "SUCCESSFUL theAnnotationOfAMethodIsInPlaceOfThatOfTheClass",
                        "SUCCESSFUL aSchemaIsMadeOfMessages",
                        "SUCCESSFUL aSchemaIsMadeOfDescriptors",
                        "SUCCESSFUL manySeedsAreThere",
                        "SUCCESSFUL nestedClassesHaveThatOfTheOuterOne");
    }

    private static String block(String page, String language) {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private static String run(List<String> options, boolean withServer, String... classes) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(withServer), "io.recordstore.outside.Run"));
        command.addAll(List.of(classes));
        Path output = Files.createTempFile(folder, "told", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as(() -> read(output))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return read(output);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String classPath(boolean withServer) throws IOException {
        Stream<Path> dependencies = Stream.of(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(System.getProperty("path.separator")))
                .map(Path::of)
                .filter(path ->
                        DEPENDENCIES.matcher(path.getFileName().toString()).matches());
        Stream<Path> own =
                withServer ? Stream.of(folder, built("junit"), built("server")) : Stream.of(folder, built("junit"));
        return Stream.concat(own, dependencies)
                .map(path -> path.toAbsolutePath().toString())
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static Path built(String classifier) throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            return files.filter(
                            file -> file.getFileName().toString().matches("record-store-.*-" + classifier + "\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
