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
 * The user's files as the Record Layer is shown them. The same bytes on the wire, with three differences:
 *
 * <ul>
 *   <li>An unsigned field, which the Record Layer refuses, is the signed one of the same wire format: uint32 and uint64
 *       are int64, fixed32 is sfixed32, fixed64 is sfixed64.
 *   <li>A proto3 field without {@code optional}, whose zero the Record Layer takes for null, has presence; {@link
 *       ZeroValues} sets its zero.
 *   <li>Beside a sensitive field there is one for its hash: {@link SensitiveFields}.
 * </ul>
 */
final class StorageFiles {
    private final Set<String> sensitive;
    private final Map<String, FileDescriptor> built = new HashMap<>();

    /** @param sensitive the full names of the sensitive fields */
    StorageFiles(Set<String> sensitive) {
        this.sensitive = Set.copyOf(sensitive);
    }

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

    private FileDescriptorProto rewrite(FileDescriptorProto file) {
        boolean implicitPresence = file.getSyntax().equals("proto3");
        FileDescriptorProto.Builder rewritten = file.toBuilder().clearSourceCodeInfo();
        String prefix = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
        rewritten.getMessageTypeBuilderList().forEach(message -> rewrite(message, prefix, implicitPresence));
        return rewritten.build();
    }

    /** @param prefix of its full name */
    private void rewrite(DescriptorProto.Builder message, String prefix, boolean implicitPresence) {
        String inner = prefix + message.getName() + ".";
        message.getNestedTypeBuilderList().forEach(nested -> rewrite(nested, inner, implicitPresence));
        message.addAllField(message.getFieldList().stream()
                .filter(field -> sensitive.contains(inner + field.getName()))
                .map(StorageFiles::hashOf)
                .toList());
        message.getFieldBuilderList().forEach(StorageFiles::makeSigned);
        if (implicitPresence) {
            givePresence(message);
        }
    }

    private static FieldDescriptorProto hashOf(FieldDescriptorProto field) {
        return FieldDescriptorProto.newBuilder()
                .setName(SensitiveFields.hashName(field.getName()))
                .setNumber(SensitiveFields.hashNumber(field.getNumber()))
                .setType(FieldDescriptorProto.Type.TYPE_BYTES)
                .setLabel(
                        field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED
                                ? FieldDescriptorProto.Label.LABEL_REPEATED
                                : FieldDescriptorProto.Label.LABEL_OPTIONAL)
                .build();
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
