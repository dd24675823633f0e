package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.recordstore.fault.InvalidRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of a schema: ordered so that each comes after those it imports, and built into descriptors. The imports are
 * followed without recursion.
 */
final class UserFiles {
    private final String position;
    private final Map<String, FileDescriptorProto> protos = new HashMap<>();
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<String, FileDescriptor> built = new LinkedHashMap<>();
    private final Map<String, FileDescriptorProto> resolved = new LinkedHashMap<>();

    private UserFiles(FileDescriptorSet set, String position) {
        this.position = position;
        for (int i = 0; i < set.getFileCount(); i++) {
            FileDescriptorProto file = set.getFile(i);
            if (KnownFiles.ALL.containsKey(file.getName())) {
                continue;
            }
            positions.put(file.getName(), i);
            if (protos.put(file.getName(), file) != null) {
                throw new InvalidRequest(
                        at(file.getName()), "'" + Shown.name(file.getName()) + "' is in the set twice");
            }
        }
    }

    /**
     * @param position where the user has the files, for errors
     * @throws InvalidRequest when a file is missing, imports itself, or is not legal Protobuf
     */
    static UserFiles build(FileDescriptorSet set, String position) {
        UserFiles files = new UserFiles(set, position);
        set.getFileList().stream()
                .map(FileDescriptorProto::getName)
                .filter(files.protos::containsKey)
                .forEach(files::buildWithImports);
        return files;
    }

    /** The user's own files as they came, each after those it imports, and with the types of all fields said. */
    FileDescriptorSet orderedSet() {
        return FileDescriptorSet.newBuilder().addAllFile(resolved.values()).build();
    }

    /** All messages that are not entries of a map, outer before nested, in the order of the files. */
    Stream<Descriptor> messages() {
        return built.values().stream().flatMap(file -> withNested(file.getMessageTypes()));
    }

    private static Stream<Descriptor> withNested(List<Descriptor> messages) {
        return messages.stream()
                .filter(message -> !message.getOptions().getMapEntry())
                .flatMap(message -> Stream.concat(Stream.of(message), withNested(message.getNestedTypes())));
    }

    private void buildWithImports(String first) {
        Deque<String> importing = new ArrayDeque<>();
        Set<String> onTheWay = new LinkedHashSet<>();
        importing.push(first);
        while (!importing.isEmpty()) {
            String name = importing.peek();
            if (built.containsKey(name)) {
                importing.pop();
                continue;
            }
            onTheWay.add(name);
            requireDepth(onTheWay, name);
            String missing = firstUnbuilt(name);
            if (missing == null) {
                built.put(name, build(name));
                onTheWay.remove(name);
                importing.pop();
            } else {
                requireAcyclic(onTheWay, missing);
                importing.push(missing);
            }
        }
    }

    private void requireDepth(Set<String> onTheWay, String name) {
        if (onTheWay.size() > SchemaLimits.MAX_IMPORT_DEPTH) {
            throw new InvalidRequest(
                    at(name), "more than " + SchemaLimits.MAX_IMPORT_DEPTH + " files import one another in a row");
        }
    }

    private void requireAcyclic(Set<String> onTheWay, String name) {
        if (onTheWay.contains(name)) {
            throw new InvalidRequest(
                    at(name),
                    "'" + Shown.name(name) + "' imports itself, through "
                            + onTheWay.stream().limit(10).map(Shown::name).toList());
        }
    }

    private String firstUnbuilt(String name) {
        List<String> imports = protos.get(name).getDependencyList();
        for (int i = 0; i < imports.size(); i++) {
            String imported = imports.get(i);
            if (KnownFiles.ALL.containsKey(imported) || built.containsKey(imported)) {
                continue;
            }
            if (!protos.containsKey(imported)) {
                throw new InvalidRequest(
                        at(name) + ".dependency[" + i + "]",
                        "'" + Shown.name(imported) + "' is imported and not among the files: send it too (protoc"
                                + " --include_imports, or buf build)");
            }
            return imported;
        }
        return null;
    }

    private FileDescriptor build(String name) {
        FileDescriptorProto proto = protos.get(name);
        requireSyntax(proto, at(name));
        FileDescriptor[] imports = proto.getDependencyList().stream()
                .map(imported -> KnownFiles.ALL.getOrDefault(imported, built.get(imported)))
                .toArray(FileDescriptor[]::new);
        try {
            FileDescriptor file = FileDescriptor.buildFrom(proto, imports);
            ProtobufRules.check(file, at(name));
            resolved.put(name, ResolvedTypes.of(file));
            return file;
        } catch (DescriptorValidationException e) {
            throw new InvalidRequest(at(name), Shown.sentence(e.getMessage()));
        }
    }

    private static void requireSyntax(FileDescriptorProto proto, String position) {
        String syntax = proto.getSyntax();
        if (!syntax.isEmpty() && !syntax.equals("proto2") && !syntax.equals("proto3")) {
            throw new InvalidRequest(
                    position + ".syntax", "'" + Shown.name(syntax) + "' is not supported: use proto2 or proto3");
        }
    }

    private String at(String name) {
        return position + "[" + positions.get(name) + "]";
    }
}
