package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.List;

/**
 * A file with the type of every field said in full, as protoc writes it. A file made of .proto sources names messages
 * and enums as its author did; Protobuf finds which they are when it builds the descriptors.
 */
final class ResolvedTypes {
    private ResolvedTypes() {}

    static FileDescriptorProto of(FileDescriptor file) {
        FileDescriptorProto.Builder proto = file.toProto().toBuilder();
        resolve(proto.getMessageTypeBuilderList(), file.getMessageTypes());
        resolveFields(proto.getExtensionBuilderList(), file.getExtensions());
        return proto.build();
    }

    private static void resolve(List<DescriptorProto.Builder> protos, List<Descriptor> messages) {
        for (int i = 0; i < messages.size(); i++) {
            Descriptor message = messages.get(i);
            resolveFields(protos.get(i).getFieldBuilderList(), message.getFields());
            resolveFields(protos.get(i).getExtensionBuilderList(), message.getExtensions());
            resolve(protos.get(i).getNestedTypeBuilderList(), message.getNestedTypes());
        }
    }

    private static void resolveFields(List<FieldDescriptorProto.Builder> protos, List<FieldDescriptor> fields) {
        for (int i = 0; i < fields.size(); i++) {
            FieldDescriptor field = fields.get(i);
            protos.get(i).setType(field.toProto().hasType() ? field.toProto().getType() : type(field));
            switch (field.getJavaType()) {
                case MESSAGE ->
                    protos.get(i).setTypeName("." + field.getMessageType().getFullName());
                case ENUM -> protos.get(i).setTypeName("." + field.getEnumType().getFullName());
                default -> {}
            }
            if (field.isExtension()) {
                protos.get(i).setExtendee("." + field.getContainingType().getFullName());
            }
        }
    }

    private static FieldDescriptorProto.Type type(FieldDescriptor field) {
        return field.getType().toProto();
    }
}
