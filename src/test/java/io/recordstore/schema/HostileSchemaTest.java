package io.recordstore.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import com.google.protobuf.UnknownFieldSet;
import io.recordstore.fault.InvalidRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Schemas made to hurt: each is refused with the rule or the limit that it breaks, at once, by a thread with little
 * stack.
 */
class HostileSchemaTest {
    /** Of a rule, in the processor's time. */
    private static final Duration PATIENCE = Duration.ofMillis(50);

    /** The first runs are not compiled yet: one of so many is to be in time. */
    private static final int RUNS = 20;

    static Stream<Arguments> schemas() {
        return Stream.of(
                schema(
                        "a descriptor of 5 MB",
                        "more than 1048576 bytes",
                        () -> files(file("big.proto").toBuilder()
                                .setSourceCodeInfo(comment(5 << 20))
                                .build())),
                schema("100,000 fields", "more than 10000 fields", () -> files(withFields(100_000))),
                schema("100,000 values of an enum", "more than 10000 values of enums", () -> files(withEnum(100_000))),
                schema("100,000 messages", "more than 2000 messages", () -> files(withMessages(100_000))),
                schema("10,000 files", "more than 500 files", () -> FileDescriptorSet.newBuilder()
                        .addAllFile(IntStream.range(0, 10_000)
                                .mapToObj(i -> file(i + ".proto"))
                                .toList())
                        .build()),
                schema("messages defined 5,000 deep", "more than 32 levels", () -> files(nested(5_000))),
                schema("messages that refer 1,500 deep", "more than 200 deep", () -> files(chain(1_500))),
                schema("imports 400 deep", "more than 64 files import", () -> imports(400, false)),
                schema("cyclic imports", "imports itself", () -> imports(10, true)),
                schema("a file that imports itself", "imports itself", () -> imports(1, true)),
                schema(
                        "a name of a million characters",
                        "more than 255 characters in a name",
                        () -> files(file("a.proto").toBuilder()
                                .addMessageType(message("M".repeat(1_000_000)))
                                .build())),
                schema(
                        "two messages of one name",
                        "\"R\" is already defined",
                        () -> files(file("a.proto").toBuilder()
                                .addMessageType(message("R"))
                                .build())),
                schema("two fields of one name", "\"id\" is already defined", () -> files(record(field("id", 2)))),
                schema(
                        "two fields of one number",
                        "Field number 1 has already been used",
                        () -> files(record(field("other", 1)))),
                schema("two files of one name", "in the set twice", () -> files(file("a.proto"), file("a.proto"))),
                schema(
                        "a reserved package",
                        "reserved",
                        () -> files(file("a.proto").toBuilder()
                                .setPackage("google.protobuf")
                                .build())),
                schema("a number of Protobuf's own", "19000", () -> files(record(field("f", 19_500)))),
                schema(
                        "a reserved field",
                        "reserves",
                        () -> files(file("a.proto").toBuilder()
                                .setMessageType(0, record().toBuilder().addReservedName("id"))
                                .build())),
                schema("a name that is no identifier", "valid identifier", () -> files(record(field("a b", 2)))),
                schema(
                        "a field of a type that is not there",
                        "\"Nowhere\" is not defined",
                        () -> files(record(field("f", 2).toBuilder()
                                .clearType()
                                .setTypeName("Nowhere")
                                .build()))));
    }

    static Stream<Arguments> definitions() {
        return Stream.of(
                definition("a type that is its own key", "is a message", "self", List.of(), IndexKind.VALUE),
                definition("a key through itself for ever", "more than 32 steps", repeat("self.", 5_000) + "id"),
                definition("a repeated key", "repeated", "list"),
                definition("a key of a map", "repeated", "map.key"),
                definition("an index on a message", "is a message", "id", List.of("self"), IndexKind.VALUE),
                definition("an index on a bytes map", "is a map", "id", List.of("map"), IndexKind.VALUE),
                definition(
                        "an index on two repeated fields",
                        "every pair",
                        "id",
                        List.of("list", "map.key"),
                        IndexKind.VALUE),
                definition(
                        "an index of 1,000 fields", "at most 32 fields", "id", repeated("id", 1_000), IndexKind.VALUE),
                definition("a sum of strings", "a sum is of", "id", List.of("name"), IndexKind.SUM),
                definition("a text index on a number", "on a string", "id", List.of("id"), IndexKind.TEXT),
                definition(
                        "a bitmap that is not unique", "must be unique", "id", List.of("id"), IndexKind.BITMAP_VALUE),
                definition(
                        "a leaderboard without a time",
                        "the score and the time",
                        "id",
                        List.of("id"),
                        IndexKind.TIME_WINDOW_LEADERBOARD));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemas")
    void isRefusedAtOnce(String what, String says, Supplier<FileDescriptorSet> made) {
        FileDescriptorSet files = made.get();

        assertRefused(
                says, new SchemaDefinition(files, List.of(new RecordTypeDefinition("R", List.of("id"))), List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("definitions")
    void isRefused(String what, String says, SchemaDefinition definition) {
        assertRefused(says, definition);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void sourcesAreRefused(String what, String says, Supplier<String> source) {
        assertRefused(says, TestServer.definition(source.get()));
    }

    static Stream<Arguments> sources() {
        return Stream.of(
                source("braces 5,000 deep", "deeper than 32", () -> repeat("message M {", 5_000)),
                source("an option 5,000 deep", "deeper than 32", () -> "option (x) = " + repeat("{a:", 5_000)),
                source("5 MB", "more than 1048576 bytes", () -> repeat("// comment\n", 500_000)),
                source("no .proto at all", "test.proto:1:1", () -> "<html>"),
                source("an import that is not there", "not among the files", () -> "import \"a/b.proto\";"));
    }

    private static void assertRefused(String says, SchemaDefinition definition) {
        Duration least = Duration.ofDays(1);
        for (int i = 0; i < RUNS && least.compareTo(PATIENCE) >= 0; i++) {
            LittleStack run = new LittleStack(() -> DefinedSchema.read(definition));
            least = run.processorTime().compareTo(least) < 0 ? run.processorTime() : least;
            assertThat(run.thrown()).isInstanceOf(InvalidRequest.class).hasMessageContaining(says);
            assertThat(run.thrown().getMessage().length()).isLessThan(2_000);
        }
        assertThat(least).isLessThan(PATIENCE);
    }

    private static Arguments schema(String what, String says, Supplier<FileDescriptorSet> files) {
        return Arguments.of(what, says, files);
    }

    private static Arguments source(String what, String says, Supplier<String> source) {
        return Arguments.of(what, says, source);
    }

    private static Arguments definition(String what, String says, String key) {
        return definition(what, says, key, List.of(), IndexKind.VALUE);
    }

    private static Arguments definition(String what, String says, String key, List<String> fields, IndexKind kind) {
        String proto =
                """
                syntax = "proto3";
                message R { int64 id = 1; R self = 2; repeated string list = 3; map<string, bytes> map = 4; string name = 5; }
                """;
        List<IndexDefinition> indexes = fields.isEmpty()
                ? List.of()
                : List.of(IndexDefinition.of(
                        "i", "R", kind, fields.stream().map(IndexColumn::of).toList()));
        return Arguments.of(
                what,
                says,
                new SchemaDefinition(
                        FileDescriptorSet.getDefaultInstance(),
                        List.of(new ProtoSource("r.proto", proto)),
                        List.of(new RecordTypeDefinition("R", List.of(key))),
                        indexes));
    }

    private static FileDescriptorSet files(FileDescriptorProto... files) {
        return FileDescriptorSet.newBuilder().addAllFile(List.of(files)).build();
    }

    private static FileDescriptorProto file(String name) {
        return FileDescriptorProto.newBuilder()
                .setName(name)
                .setSyntax("proto3")
                .addMessageType(record())
                .build();
    }

    private static DescriptorProto record() {
        return message("R").toBuilder().addField(field("id", 1)).build();
    }

    private static FileDescriptorProto record(FieldDescriptorProto more) {
        return file("a.proto").toBuilder()
                .setMessageType(0, record().toBuilder().addField(more))
                .build();
    }

    private static DescriptorProto message(String name) {
        return DescriptorProto.newBuilder().setName(name).build();
    }

    private static FieldDescriptorProto field(String name, int number) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setLabel(Label.LABEL_OPTIONAL)
                .setType(Type.TYPE_INT64)
                .build();
    }

    private static SourceCodeInfo comment(int length) {
        return SourceCodeInfo.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                1_000,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFrom(new byte[length]))
                                        .build())
                        .build())
                .build();
    }

    private static FileDescriptorProto withFields(int count) {
        DescriptorProto.Builder message = message("R").toBuilder();
        IntStream.rangeClosed(1, count).forEach(i -> message.addField(field(i == 1 ? "id" : "f" + i, i)));
        return file("a.proto").toBuilder().setMessageType(0, message).build();
    }

    private static FileDescriptorProto withEnum(int count) {
        EnumDescriptorProto.Builder type = EnumDescriptorProto.newBuilder().setName("E");
        IntStream.range(0, count)
                .forEach(i -> type.addValue(
                        EnumValueDescriptorProto.newBuilder().setName("V" + i).setNumber(i)));
        return file("a.proto").toBuilder().addEnumType(type).build();
    }

    private static FileDescriptorProto withMessages(int count) {
        return file("a.proto").toBuilder()
                .addAllMessageType(IntStream.range(0, count)
                        .mapToObj(i -> message("M" + i))
                        .toList())
                .build();
    }

    private static FileDescriptorProto nested(int depth) {
        DescriptorProto message = message("M");
        for (int i = 0; i < depth; i++) {
            message = message("M").toBuilder().addNestedType(message).build();
        }
        return file("a.proto").toBuilder().addMessageType(message).build();
    }

    private static FileDescriptorProto chain(int length) {
        FileDescriptorProto.Builder file = file("a.proto").toBuilder();
        file.getMessageTypeBuilder(0).addField(reference("M0"));
        for (int i = 0; i < length; i++) {
            DescriptorProto.Builder message = message("M" + i).toBuilder();
            if (i < length - 1) {
                message.addField(reference("M" + (i + 1)));
            }
            file.addMessageType(message);
        }
        return file.build();
    }

    private static FieldDescriptorProto reference(String message) {
        return field("next", 2).toBuilder()
                .setType(Type.TYPE_MESSAGE)
                .setTypeName(message)
                .build();
    }

    private static FileDescriptorSet imports(int length, boolean cyclic) {
        FileDescriptorSet.Builder files = FileDescriptorSet.newBuilder();
        for (int i = 0; i < length; i++) {
            FileDescriptorProto.Builder file =
                    FileDescriptorProto.newBuilder().setName(i + ".proto").setSyntax("proto3");
            if (i < length - 1 || cyclic) {
                file.addDependency((i + 1) % length + ".proto");
            }
            files.addFile(file);
        }
        return files.build();
    }

    private static String repeat(String text, int times) {
        return text.repeat(times);
    }

    private static List<String> repeated(String text, int times) {
        return IntStream.range(0, times).mapToObj(i -> text).toList();
    }
}
