package io.recordstore.fdb.embedded.records;

import com.apple.foundationdb.record.RecordMetaData;
import com.apple.foundationdb.record.RecordMetaDataBuilder;
import com.apple.foundationdb.record.metadata.Key.Expressions;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.function.Consumer;

/** One record type, {@code Book}, made at run time, and messages of it. */
final class Schema {
    private Schema() {}

    /** Meta-data with the record type and what {@code indexes} adds. */
    static RecordMetaData metaData(Consumer<RecordMetaDataBuilder> indexes) {
        RecordMetaDataBuilder builder = RecordMetaData.newBuilder().setRecords(file());
        builder.getRecordType("Book").setPrimaryKey(Expressions.field("id"));
        builder.setSplitLongRecords(true);
        builder.setStoreRecordVersions(true);
        indexes.accept(builder);
        return builder.getRecordMetaData();
    }

    private static FileDescriptor file() {
        DescriptorProto book = DescriptorProto.newBuilder()
                .setName("Book")
                .addField(field("id", 1, Type.TYPE_INT64, Label.LABEL_OPTIONAL))
                .addField(field("title", 2, Type.TYPE_STRING, Label.LABEL_OPTIONAL))
                .addField(field("shelf", 3, Type.TYPE_STRING, Label.LABEL_OPTIONAL))
                .addField(field("pages", 4, Type.TYPE_INT64, Label.LABEL_OPTIONAL))
                .addField(field("tag", 5, Type.TYPE_STRING, Label.LABEL_REPEATED))
                .build();
        DescriptorProto union = DescriptorProto.newBuilder()
                .setName("RecordTypeUnion")
                .addField(field("_Book", 1, Type.TYPE_MESSAGE, Label.LABEL_OPTIONAL)
                        .setTypeName("Book"))
                .build();
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("book.proto")
                .addMessageType(book)
                .addMessageType(union)
                .build();
        try {
            return FileDescriptor.buildFrom(file, new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FieldDescriptorProto.Builder field(String name, int number, Type type, Label label) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(label);
    }

    static Message book(RecordMetaData metaData, long id, String title, String shelf, long pages, String... tags) {
        Descriptor type = metaData.getRecordType("Book").getDescriptor();
        DynamicMessage.Builder book = DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("id"), id)
                .setField(type.findFieldByName("title"), title)
                .setField(type.findFieldByName("shelf"), shelf)
                .setField(type.findFieldByName("pages"), pages);
        for (String tag : tags) {
            book.addRepeatedField(type.findFieldByName("tag"), tag);
        }
        return book.build();
    }
}
