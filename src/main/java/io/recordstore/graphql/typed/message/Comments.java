package io.recordstore.graphql.typed.message;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The comments of .proto files, where the descriptors have them. */
final class Comments {
    private final Map<FileDescriptor, Map<List<Integer>, String>> files = new HashMap<>();

    /** Empty where there is none; so are the others. */
    String of(Descriptor message) {
        return at(message.getFile(), path(message));
    }

    String of(FieldDescriptor field) {
        return at(
                field.getFile(),
                append(path(field.getContainingType()), DescriptorProto.FIELD_FIELD_NUMBER, field.getIndex()));
    }

    String of(OneofDescriptor oneof) {
        return at(
                oneof.getFile(),
                append(path(oneof.getContainingType()), DescriptorProto.ONEOF_DECL_FIELD_NUMBER, oneof.getIndex()));
    }

    String of(EnumDescriptor type) {
        return at(type.getFile(), path(type));
    }

    String of(EnumValueDescriptor value) {
        return at(
                value.getFile(),
                append(path(value.getType()), EnumDescriptorProto.VALUE_FIELD_NUMBER, value.getIndex()));
    }

    private static List<Integer> path(Descriptor message) {
        return message.getContainingType() == null
                ? List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, message.getIndex())
                : append(
                        path(message.getContainingType()),
                        DescriptorProto.NESTED_TYPE_FIELD_NUMBER,
                        message.getIndex());
    }

    private static List<Integer> path(EnumDescriptor type) {
        return type.getContainingType() == null
                ? List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex())
                : append(path(type.getContainingType()), DescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex());
    }

    private static List<Integer> append(List<Integer> path, int field, int index) {
        List<Integer> longer = new ArrayList<>(path);
        longer.add(field);
        longer.add(index);
        return longer;
    }

    private String at(FileDescriptor file, List<Integer> path) {
        return files.computeIfAbsent(file, Comments::read).getOrDefault(path, "");
    }

    private static Map<List<Integer>, String> read(FileDescriptor file) {
        Map<List<Integer>, String> comments = new HashMap<>();
        for (Location location : file.toProto().getSourceCodeInfo().getLocationList()) {
            String comment =
                    location.hasLeadingComments() ? location.getLeadingComments() : location.getTrailingComments();
            if (!comment.isBlank()) {
                comments.put(List.copyOf(location.getPathList()), text(comment));
            }
        }
        return comments;
    }

    private static String text(String comment) {
        return comment.strip().lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
