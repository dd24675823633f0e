package io.recordstore.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.record.Exports;
import io.recordstore.record.PutCondition;
import io.recordstore.record.RecordContent;
import io.recordstore.record.Scalar;
import io.recordstore.record.VersionedRecord;
import io.recordstore.v1.BatchGetRequest;
import io.recordstore.v1.BatchGetResponse;
import io.recordstore.v1.BatchGetResult;
import io.recordstore.v1.ExportResponse;
import io.recordstore.v1.PutRequest;
import io.recordstore.v1.Record;
import io.recordstore.v1.RecordFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records from messages and to messages. */
final class RecordMessages {
    /** The bytes of a record's version: see {@code RecordVersions}. */
    private static final int VERSION_BYTES = 12;

    /** Past it a JSON number, which is a double, no longer tells one integer from the next. */
    private static final double MAX_EXACT_INTEGER = 1L << 53;

    private RecordMessages() {}

    static RecordContent content(PutRequest request) {
        return switch (request.getContentCase()) {
            case PROTOBUF -> new RecordContent.Protobuf(request.getProtobuf());
            case JSON -> new RecordContent.Json(toText(request.getJson()));
            case CONTENT_NOT_SET ->
                throw new InvalidRequest("protobuf", "the request has no record: set protobuf or json");
        };
    }

    static PutCondition condition(PutRequest request) {
        ByteString version = request.getExpectedVersion();
        if (!version.isEmpty()) {
            return expected(version, request);
        }
        return switch (request.getMode()) {
            case PUT_MODE_UNSPECIFIED, PUT_MODE_UPSERT -> new PutCondition.Upsert();
            case PUT_MODE_INSERT -> new PutCondition.Insert();
            case PUT_MODE_UPDATE -> new PutCondition.Update();
            case UNRECOGNIZED -> throw new InvalidRequest("mode", "there is no such mode");
        };
    }

    private static PutCondition expected(ByteString version, PutRequest request) {
        requireVersion(version, "expected_version");
        return switch (request.getMode()) {
            case PUT_MODE_UNSPECIFIED, PUT_MODE_UPDATE -> new PutCondition.VersionIs(version);
            default ->
                throw new InvalidRequest(
                        "mode", "a record that must have a version is updated: leave mode out or set PUT_MODE_UPDATE");
        };
    }

    static void requireVersion(ByteString version, String position) {
        if (version.size() != VERSION_BYTES) {
            throw new InvalidRequest(position, "a record's version has " + VERSION_BYTES + " bytes");
        }
    }

    static RecordContent.Format format(RecordFormat format) {
        return switch (format) {
            case RECORD_FORMAT_UNSPECIFIED, RECORD_FORMAT_PROTOBUF -> RecordContent.Format.PROTOBUF;
            case RECORD_FORMAT_JSON -> RecordContent.Format.JSON;
            case UNRECOGNIZED -> throw new InvalidRequest("format", "there is no such format");
        };
    }

    static Record write(VersionedRecord record) {
        Record.Builder message =
                Record.newBuilder().setRecordType(record.recordType()).setVersion(record.version());
        if (record.content() instanceof RecordContent.Json json) {
            message.setJson(toStruct(json.text()));
        } else {
            message.setProtobuf(((RecordContent.Protobuf) record.content()).bytes());
        }
        return message.build();
    }

    static List<List<Scalar>> primaryKeys(BatchGetRequest request) {
        List<List<Scalar>> keys = new ArrayList<>(request.getPrimaryKeysCount());
        for (int i = 0; i < request.getPrimaryKeysCount(); i++) {
            keys.add(ScalarMessages.readAll(
                    request.getPrimaryKeys(i).getValuesList(), "primary_keys[" + i + "].values"));
        }
        return keys;
    }

    static BatchGetResponse write(List<Optional<VersionedRecord>> records) {
        BatchGetResponse.Builder response = BatchGetResponse.newBuilder();
        for (Optional<VersionedRecord> record : records) {
            BatchGetResult.Builder result = response.addResultsBuilder();
            record.ifPresent(found -> result.setRecord(write(found)));
        }
        return response.build();
    }

    static ExportResponse write(Exports.Event event) {
        ExportResponse.Builder response = ExportResponse.newBuilder().setContinuation(event.continuation());
        event.record().ifPresent(record -> response.setRecord(write(record)));
        return response.build();
    }

    private static String toText(Struct json) {
        json.getFieldsMap().forEach((name, value) -> requireExactNumbers(value, "json." + name));
        try {
            return JsonFormat.printer().omittingInsignificantWhitespace().print(json);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new InvalidRequest("json", e.getMessage());
        }
    }

    private static void requireExactNumbers(Value value, String position) {
        switch (value.getKindCase()) {
            case NUMBER_VALUE -> {
                double number = value.getNumberValue();
                if (Math.abs(number) > MAX_EXACT_INTEGER && number == Math.rint(number)) {
                    throw new InvalidRequest(
                            position, "an integer past 2^53 loses digits as a JSON number: send it as a string");
                }
            }
            case LIST_VALUE ->
                value.getListValue().getValuesList().forEach(element -> requireExactNumbers(element, position));
            case STRUCT_VALUE ->
                value.getStructValue()
                        .getFieldsMap()
                        .forEach((name, field) -> requireExactNumbers(field, position + "." + name));
            default -> {}
        }
    }

    private static Struct toStruct(String json) {
        Struct.Builder struct = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(json, struct);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a record's JSON does not parse", e);
        }
        return struct.build();
    }
}
