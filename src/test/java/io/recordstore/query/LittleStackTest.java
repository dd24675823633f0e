package io.recordstore.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.record.RecordCodec;
import io.recordstore.record.RecordContent;
import io.recordstore.record.Scalar;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.CompiledSchemas;
import io.recordstore.schema.LittleStack;
import io.recordstore.schema.RecordTypeSchema;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Records and filters as deep as allowed, and far deeper, on a thread with little stack. */
class LittleStackTest {
    private static final CompiledSchema SCHEMA = CompiledSchemas.of(
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Node {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              Node inner = 2;
            }
            """);
    private static final RecordTypeSchema TYPE = SCHEMA.recordType("Node");

    /** Deeper than this neither Protobuf's parsers nor this server read. */
    private static final int ALLOWED = 99;

    @Test
    void recordsAsDeepAsAllowedAreReadAndWritten() {
        for (RecordContent content : List.of(protobuf(ALLOWED), json(ALLOWED))) {
            LittleStack run = new LittleStack(() -> {
                RecordCodec codec = new RecordCodec(SCHEMA);
                codec.encode(TYPE, codec.decode(TYPE, content), RecordContent.Format.JSON);
            });
            assertThat(run.thrown()).isNull();
        }
    }

    @Test
    void deeperRecordsAreRefusedWithTheLimit() {
        Stream.of(protobuf(ALLOWED + 2), protobuf(5_000), json(ALLOWED + 2), json(5_000))
                .forEach(content -> {
                    LittleStack run = new LittleStack(() -> new RecordCodec(SCHEMA).decode(TYPE, content));
                    assertThat(run.thrown())
                            .isInstanceOf(InvalidRequest.class)
                            .hasMessageContaining("nested deeper than 100 messages");
                });
    }

    private static RecordContent protobuf(int depth) {
        ByteString message = ByteString.EMPTY;
        for (int i = 0; i < depth; i++) {
            ByteArrayOutputStream outer = new ByteArrayOutputStream();
            outer.write(2 << 3 | 2);
            int length = message.size();
            for (; length > 0x7f; length >>>= 7) {
                outer.write(length & 0x7f | 0x80);
            }
            outer.write(length);
            message = ByteString.copyFrom(outer.toByteArray()).concat(message);
        }
        return new RecordContent.Protobuf(
                ByteString.copyFrom(new byte[] {1 << 3, 1}).concat(message));
    }

    private static RecordContent json(int depth) {
        return new RecordContent.Json(
                "{\"id\":1," + "\"inner\":{".repeat(depth - 1) + "\"inner\":{}" + "}".repeat(depth - 1) + "}");
    }

    @Test
    void aFilterAsDeepAsAllowedIsTranslatedAndADeeperOneRefused() {
        assertThat(new LittleStack(() -> translate(nested(QueryLimits.MAX_DEPTH - 1))).thrown())
                .isNull();
        assertThat(new LittleStack(() -> translate(nested(1_000))).thrown())
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("nested deeper than 32");
    }

    private static Filter nested(int depth) {
        Filter filter = new Filter.Field(
                "id",
                Filter.Quantifier.ANY,
                new Filter.Compare(Filter.Operator.EQUALS, new Scalar.Int(1)),
                "query.filter");
        for (int i = 0; i < depth; i++) {
            filter = new Filter.Not(filter);
        }
        return filter;
    }

    private static void translate(Filter filter) {
        new FilterTranslator(SCHEMA.sensitiveFields(), new Parameters(), true, new DescendingFields(SCHEMA, TYPE))
                .translate(TYPE.user(), filter);
    }
}
