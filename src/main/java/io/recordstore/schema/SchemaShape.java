package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.recordstore.fault.InvalidRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * How large the files of a schema are and how deep they go: counted before anything is built from them, and without
 * recursion, since a hostile schema is made to exhaust the stack of whoever walks it.
 */
final class SchemaShape {
    private final String position;
    private final Deque<Nested> pending = new ArrayDeque<>();
    private int messages;
    private int fields;
    private int enumValues;

    private SchemaShape(String position) {
        this.position = position;
    }

    private record Nested(DescriptorProto message, int depth) {}

    /**
     * @param position where the user has the files, for errors
     * @throws InvalidRequest when a limit is passed, naming it
     */
    static void check(FileDescriptorSet files, String position) {
        new SchemaShape(position).check(files);
    }

    private void check(FileDescriptorSet files) {
        require(files.getFileCount() <= SchemaLimits.MAX_FILES, "files", SchemaLimits.MAX_FILES);
        for (FileDescriptorProto file : files.getFileList()) {
            checkName(file.getName());
            checkName(file.getPackage());
            count(file.getMessageTypeList(), 1);
            file.getEnumTypeList().forEach(this::count);
            countFields(file.getExtensionList());
            countPending();
        }
        // Its own recursion follows the nesting, which is bounded by now.
        require(files.getSerializedSize() <= SchemaLimits.MAX_BYTES, "bytes", SchemaLimits.MAX_BYTES);
    }

    private void countPending() {
        while (!pending.isEmpty()) {
            Nested nested = pending.pop();
            DescriptorProto message = nested.message();
            checkName(message.getName());
            countFields(message.getFieldList());
            countFields(message.getExtensionList());
            message.getEnumTypeList().forEach(this::count);
            count(message.getNestedTypeList(), nested.depth() + 1);
        }
    }

    private void count(List<DescriptorProto> nested, int depth) {
        messages += nested.size();
        require(messages <= SchemaLimits.MAX_MESSAGES, "messages", SchemaLimits.MAX_MESSAGES);
        require(
                nested.isEmpty() || depth <= SchemaLimits.MAX_NESTING,
                "levels of messages defined one inside the other",
                SchemaLimits.MAX_NESTING);
        nested.forEach(message -> pending.push(new Nested(message, depth)));
    }

    private void countFields(List<FieldDescriptorProto> counted) {
        fields += counted.size();
        require(fields <= SchemaLimits.MAX_FIELDS, "fields", SchemaLimits.MAX_FIELDS);
        counted.forEach(field -> checkName(field.getName()));
    }

    private void count(EnumDescriptorProto type) {
        enumValues += type.getValueCount();
        require(enumValues <= SchemaLimits.MAX_ENUM_VALUES, "values of enums", SchemaLimits.MAX_ENUM_VALUES);
        checkName(type.getName());
        type.getValueList().forEach(value -> checkName(value.getName()));
    }

    private void checkName(String name) {
        require(name.length() <= SchemaLimits.MAX_NAME, "characters in a name", SchemaLimits.MAX_NAME);
    }

    private void require(boolean condition, String what, int limit) {
        if (!condition) {
            throw new InvalidRequest(position, "there are more than " + limit + " " + what);
        }
    }
}
