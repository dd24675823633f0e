package io.recordstore.outside;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.recordstore.v1.Options;
import io.recordstore.v1.RecordFieldOptions;

/** What a schema may be made from of a message that protoc has generated: its descriptor. */
public abstract class Ticket implements Message {
    private static final FileDescriptorProto FILE = FileDescriptorProto.newBuilder()
            .setName("ticket.proto")
            .setSyntax("proto3")
            .addDependency("recordstore/v1/options.proto")
            .addMessageType(DescriptorProto.newBuilder()
                    .setName("Ticket")
                    .addField(FieldDescriptorProto.newBuilder()
                            .setName("number")
                            .setNumber(1)
                            .setType(FieldDescriptorProto.Type.TYPE_INT64)
                            .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                            .setOptions(FieldOptions.newBuilder()
                                    .setExtension(
                                            Options.field,
                                            RecordFieldOptions.newBuilder()
                                                    .setPrimaryKey(true)
                                                    .build()))))
            .build();

    public static Descriptor getDescriptor() {
        try {
            return FileDescriptor.buildFrom(FILE, new FileDescriptor[] {Options.getDescriptor()})
                    .findMessageTypeByName("Ticket");
        } catch (DescriptorValidationException e) {
            throw new AssertionError(e);
        }
    }

    /** As {@code protoc --descriptor_set_out} writes it. */
    public static byte[] descriptorSet() {
        return com.google.protobuf.DescriptorProtos.FileDescriptorSet.newBuilder()
                .addFile(FILE)
                .build()
                .toByteArray();
    }
}
