package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The user's files as the Record Layer is shown them. The same bytes on the wire, with two differences:
 *
 * <ul>
 *   <li>An unsigned field, which the Record Layer refuses, is the signed one of the same wire format: uint32 and uint64
 *       are int64, fixed32 is sfixed32, fixed64 is sfixed64.
 *   <li>A proto3 field without {@code optional}, whose zero the Record Layer takes for null, has presence; {@link
 *       ZeroValues} sets its zero.
 * </ul>
 */
final class StorageFiles {

    private final Map<String, FileDescriptor> built = new HashMap<>();

    /** The rewritten file, with all that it imports. */
    FileDescriptor rewrite(FileDescriptor file) {
        FileDescriptor done = built.get(file.getName());
        if (done != null) {
            return done;
        }
        FileDescriptor[] dependencies =
                file.getDependencies().stream().map(this::rewrite).toArray(FileDescriptor[]::new);
        FileDescriptor rewritten = build(rewrite(file.toProto()), dependencies);
        built.put(file.getName(), rewritten);
        return rewritten;
    }

    private static FileDescriptor build(FileDescriptorProto proto, FileDescriptor[] dependencies) {
        try {
            return FileDescriptor.buildFrom(proto, dependencies);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException("a legal file was rewritten to an illegal one: " + proto.getName(), e);
        }
    }

    private static FileDescriptorProto rewrite(FileDescriptorProto file) {
        boolean implicitPresence = file.getSyntax().equals("proto3");
        FileDescriptorProto.Builder rewritten = file.toBuilder().clearSourceCodeInfo();
        rewritten.getMessageTypeBuilderList().forEach(message -> rewrite(message, implicitPresence));
        return rewritten.build();
    }

    private static void rewrite(DescriptorProto.Builder message, boolean implicitPresence) {
        message.getNestedTypeBuilderList().forEach(nested -> rewrite(nested, implicitPresence));
        message.getFieldBuilderList().forEach(StorageFiles::makeSigned);
        if (implicitPresence) {
            givePresence(message);
        }
    }

    private static void makeSigned(FieldDescriptorProto.Builder field) {
        switch (field.getType()) {
            case TYPE_UINT32, TYPE_UINT64 -> field.setType(FieldDescriptorProto.Type.TYPE_INT64);
            case TYPE_FIXED32 -> field.setType(FieldDescriptorProto.Type.TYPE_SFIXED32);
            case TYPE_FIXED64 -> field.setType(FieldDescriptorProto.Type.TYPE_SFIXED64);
            default -> {
                return;
            }
        }
        if (field.hasDefaultValue()) {
            field.setDefaultValue(signedDefault(field));
        }
    }

    private static String signedDefault(FieldDescriptorProto.Builder field) {
        long unsigned = Long.parseUnsignedLong(field.getDefaultValue());
        boolean fixed32 = field.getType() == FieldDescriptorProto.Type.TYPE_SFIXED32;
        return Long.toString(fixed32 ? (int) unsigned : unsigned);
    }

    /** What protoc does for a proto3 field marked {@code optional}: a oneof of its own, after the real ones. */
    private static void givePresence(DescriptorProto.Builder message) {
        Set<String> names = new HashSet<>();
        message.getFieldList().forEach(field -> names.add(field.getName()));
        message.getOneofDeclList().forEach(oneof -> names.add(oneof.getName()));
        for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
            if (isImplicit(field)) {
                addOptionalOneof(message, field.setProto3Optional(true), names);
            }
        }
    }

    /** @param names the names in the message that are taken; the oneof's is added to them */
    static void addOptionalOneof(
            DescriptorProto.Builder message, FieldDescriptorProto.Builder field, Set<String> names) {
        String name = "_" + field.getName();
        while (!names.add(name)) {
            name = "X" + name;
        }
        field.setOneofIndex(message.getOneofDeclCount());
        message.addOneofDecl(OneofDescriptorProto.newBuilder().setName(name));
    }

    private static boolean isImplicit(FieldDescriptorProto.Builder field) {
        return field.getLabel() != FieldDescriptorProto.Label.LABEL_REPEATED
                && field.getType() != FieldDescriptorProto.Type.TYPE_MESSAGE
                && !field.hasOneofIndex();
    }

    /** The user's own files among the rewritten ones. */
    List<FileDescriptor> rewriteAll(List<FileDescriptor> files) {
        return files.stream().map(this::rewrite).toList();
    }
}
