package io.recordstore.cli.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.ProtoFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a schema: those that are named, folders' .proto files, and what they import, found as {@code protoc} finds it:
 * below the import paths. A file's name within the schema is its path below the first of them that holds it.
 */
public final class ProtoFiles {
    private static final Pattern IMPORT =
            Pattern.compile("^\\s*import\\s+(?:public\\s+|weak\\s+)?\"([^\"]+)\"\\s*;", Pattern.MULTILINE);
    private static final Pattern DESCRIPTOR_SET = Pattern.compile(".*\\.(binpb|protoset|pb|desc|bin)");
    private static final List<String> OF_THE_SERVER = List.of("google/protobuf/", "recordstore/v1/");

    private final List<Path> importPaths;
    private final Map<String, String> contents = new LinkedHashMap<>();
    private final FileDescriptorSet.Builder descriptors = FileDescriptorSet.newBuilder();

    private ProtoFiles(List<Path> importPaths) {
        this.importPaths = importPaths;
    }

    /**
     * Puts the files into a request.
     *
     * @param files .proto files, folders of them, or descriptor sets as {@code buf build} and {@code protoc} write them
     * @param importPaths the folders that imports are below; when there are none, the one where the command runs and those
     *     of the files
     * @throws CommandFailure when a file is not there or cannot be read
     */
    public static void read(List<Path> files, List<Path> importPaths, ApplySchemaRequest.Builder request) {
        ProtoFiles read = new ProtoFiles(importPaths.isEmpty() ? defaultPaths(files) : importPaths);
        files.forEach(read::add);
        read.addImports();
        if (!read.contents.isEmpty() && read.descriptors.getFileCount() > 0) {
            throw CommandFailure.usage("give .proto files or a descriptor set, not both");
        }
        if (read.descriptors.getFileCount() > 0) {
            request.setDescriptorSet(read.descriptors);
        }
        read.contents.forEach((path, content) ->
                request.addProtoFiles(ProtoFile.newBuilder().setPath(path).setContent(content)));
    }

    /** The files' own folders come first: a file beside another imports it by its name alone. */
    private static List<Path> defaultPaths(List<Path> files) {
        return Stream.concat(files.stream().map(ProtoFiles::folder), Stream.of(Path.of("")))
                .map(folder -> folder.toAbsolutePath().normalize())
                .distinct()
                .toList();
    }

    private static Path folder(Path file) {
        return Files.isDirectory(file)
                ? file
                : Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    }

    private void add(Path path) {
        if (Files.isDirectory(path)) {
            addFolder(path);
        } else if (DESCRIPTOR_SET.matcher(path.toString()).matches()) {
            addDescriptors(path);
        } else {
            contents.put(nameOf(path), text(path));
        }
    }

    private void addFolder(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> protos = walk.filter(file -> file.toString().endsWith(".proto"))
                    .sorted()
                    .toList();
            if (protos.isEmpty()) {
                throw CommandFailure.usage("there is no .proto file in " + folder);
            }
            protos.forEach(file -> contents.put(nameOf(file), text(file)));
        } catch (IOException unreadable) {
            throw CommandFailure.usage("the folder " + folder + " cannot be read");
        }
    }

    private void addDescriptors(Path path) {
        try {
            descriptors.mergeFrom(FileDescriptorSet.parseFrom(Files.readAllBytes(path)));
        } catch (InvalidProtocolBufferException notASet) {
            throw CommandFailure.usage(path + " is not a descriptor set (buf build -o " + path + " writes one)");
        } catch (IOException unreadable) {
            throw unreadable(path);
        }
    }

    private String nameOf(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return importPaths.stream()
                .map(path -> path.toAbsolutePath().normalize())
                .filter(absolute::startsWith)
                .findFirst()
                .map(path -> path.relativize(absolute).toString().replace('\\', '/'))
                .orElseThrow(() -> CommandFailure.usage(
                        file + " is not below an import path",
                        "  add the folder that its imports start at: -I FOLDER"));
    }

    private void addImports() {
        Deque<String> open = new ArrayDeque<>(contents.keySet());
        while (!open.isEmpty()) {
            String importer = open.pop();
            Matcher imports = IMPORT.matcher(withoutComments(contents.get(importer)));
            while (imports.find()) {
                String imported = imports.group(1);
                boolean isKnown =
                        contents.containsKey(imported) || OF_THE_SERVER.stream().anyMatch(imported::startsWith);
                if (!isKnown) {
                    contents.put(imported, find(imported, importer));
                    open.push(imported);
                }
            }
        }
    }

    private static String withoutComments(String content) {
        return content.replaceAll("(?s)/\\*.*?\\*/", " ").replaceAll("//[^\n]*", "");
    }

    private String find(String imported, String importer) {
        List<String> searched = new ArrayList<>();
        for (Path path : importPaths) {
            Path file = path.resolve(imported);
            if (Files.isRegularFile(file)) {
                return text(file);
            }
            searched.add("  " + file);
        }
        throw new CommandFailure(
                io.recordstore.cli.failure.ExitCode.USAGE,
                importer + " imports " + imported + ", which is not at any of these places (-I adds one):",
                searched);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw unreadable(file);
        }
    }

    private static CommandFailure unreadable(Path file) {
        return CommandFailure.usage("the file " + file + (Files.exists(file) ? " cannot be read" : " is not there"));
    }
}
