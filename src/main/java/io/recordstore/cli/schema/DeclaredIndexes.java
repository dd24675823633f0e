package io.recordstore.cli.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.Options;
import io.recordstore.v1.RecordFieldOptions;
import io.recordstore.v1.RecordOptions;
import java.util.HashSet;
import java.util.Set;

/** What the options in a schema's files declare: a request for that schema must not say it again. */
public final class DeclaredIndexes {
    private static final ExtensionRegistry OPTIONS = ExtensionRegistry.newInstance();

    static {
        Options.registerAllExtensions(OPTIONS);
    }

    private final Set<String> recordTypes = new HashSet<>();
    private final Set<String> indexes = new HashSet<>();

    private DeclaredIndexes() {}

    /** @param files as the server returns them */
    public static DeclaredIndexes in(FileDescriptorSet files) {
        DeclaredIndexes declared = new DeclaredIndexes();
        for (FileDescriptorProto file : withOptions(files).getFileList()) {
            String scope = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
            file.getMessageTypeList().forEach(message -> declared.read(message, scope));
        }
        return declared;
    }

    private static FileDescriptorSet withOptions(FileDescriptorSet files) {
        try {
            return FileDescriptorSet.parseFrom(files.toByteString(), OPTIONS);
        } catch (InvalidProtocolBufferException unreadable) {
            throw CommandFailure.failed("the schema's options cannot be read");
        }
    }

    private void read(DescriptorProto message, String scope) {
        String name = scope + message.getName();
        RecordOptions record = message.getOptions().getExtension(Options.record);
        boolean isRecord = message.getOptions().hasExtension(Options.record);
        record.getIndexesList().stream().map(IndexDefinition::getName).forEach(indexes::add);
        for (FieldDescriptorProto field : message.getFieldList()) {
            RecordFieldOptions role = field.getOptions().getExtension(Options.field);
            isRecord |= role.getPrimaryKey();
            if (role.getIndexed() || role.getUnique()) {
                indexes.add(message.getName() + "_by_" + field.getName());
            }
        }
        if (isRecord) {
            recordTypes.add(name);
        }
        message.getNestedTypeList().forEach(nested -> read(nested, name + "."));
    }

    /** Whether the options make it a record type; by its full name. */
    public boolean hasRecordType(String name) {
        return recordTypes.contains(name);
    }

    /** Whether the options have an index of this name. */
    public boolean hasIndex(String name) {
        return indexes.contains(name);
    }
}
