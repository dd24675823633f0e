package io.recordstore.image;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.Lock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a native image has to be told of the libraries that look classes up by name: derived, with each build, from the jars
 * that it is built of. Service files name their providers; native libraries name the classes that they call into; messages
 * of Protobuf and commands are known by their supertypes and annotations. What looks classes up in another way is not
 * found by itself: {@code NativeImageConfigurationTest} fails when a library comes to do so.
 */
public final class NativeImageConfiguration {
    /** Libraries whose static initialisers load a native library, make random seeds or start threads. */
    static final List<String> AT_RUN_TIME =
            List.of("com.apple.foundationdb", "org.rocksdb", "com.google.crypto.tink", "org.biscuitsec");

    /** What must not be in a static of a class that is initialised at build time. */
    private static final List<Class<?>> NOT_AT_BUILD_TIME =
            List.of(Random.class, Thread.class, ExecutorService.class, Lock.class, Clock.class);

    private static final String SERVICES = "META-INF/services/com.apple.foundationdb.";
    private static final Pattern LINE = Pattern.compile("^\\s*([\\w.$]+)", Pattern.MULTILINE);
    private static final Pattern NAMED_IN_LIBRARY =
            Pattern.compile("(?:com/apple/foundationdb|org/rocksdb|java/(?:lang|util|nio))/[\\w/$]+");
    private static final Pattern NATIVE_LIBRARY =
            Pattern.compile("lib/linux/(amd64|aarch64)/libfdb_java\\.so|librocksdbjni-linux(64|-aarch64)\\.so");

    private final ClassPath libraries;
    private final ClassLoader loader = NativeImageConfiguration.class.getClassLoader();

    NativeImageConfiguration(ClassPath libraries) {
        this.libraries = libraries;
    }

    /** Of the libraries that this process has. */
    static NativeImageConfiguration ofThisProcess() {
        return new NativeImageConfiguration(ClassPath.ofThisProcess()
                .having(
                        "com/apple/foundationdb",
                        "org/rocksdb",
                        "org/biscuitsec",
                        "biscuit",
                        "com/google/protobuf",
                        "com/google/rpc",
                        "com/google/crypto/tink",
                        "com/squareup/wire",
                        "grpc/health",
                        "io/recordstore"));
    }

    /**
     * Writes the files.
     *
     * @param arguments the folder
     */
    public static void main(String... arguments) throws IOException {
        NativeImageConfiguration configuration = ofThisProcess();
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Files.writeString(
                folder.resolve("reflect-config.json"),
                configuration.reflection().encodePrettily());
        Files.writeString(folder.resolve("jni-config.json"), configuration.jni().encodePrettily());
        Files.writeString(
                folder.resolve("resource-config.json"),
                configuration.resources().encodePrettily());
        Files.writeString(folder.resolve("native-image.properties"), configuration.properties());
    }

    /** {@code reflect-config.json}. */
    JsonArray reflection() {
        JsonArray all = new JsonArray();
        providers().forEach(provider -> all.add(entry(provider, "allDeclaredConstructors")));
        messages().forEach(message -> all.add(entry(message, "allPublicMethods")));
        commands()
                .forEach(command ->
                        all.add(entry(command, "allDeclaredConstructors", "allDeclaredMethods", "allDeclaredFields")));
        all.add(entry("com.google.protobuf.ExtensionRegistry", "allDeclaredMethods"));
        all.add(entry("com.google.protobuf.Extension"));
        all.add(entry("com.apple.foundationdb.FDB", "allDeclaredConstructors", "allDeclaredFields"));
        all.add(entry(
                "com.apple.foundationdb.tuple.FastByteComparisons$LexicographicalComparerHolder$UnsafeComparer",
                "allDeclaredConstructors",
                "allDeclaredFields",
                "allDeclaredMethods"));
        return all;
    }

    /** {@code jni-config.json}: whatever a native library names, with all its members. */
    JsonArray jni() {
        JsonArray all = new JsonArray();
        Set<String> named = new TreeSet<>(List.of("[B", "[[B"));
        libraries.forEach(file -> NATIVE_LIBRARY.matcher(file).matches(), (file, bytes) -> {
            Matcher names = NAMED_IN_LIBRARY.matcher(bytes);
            while (names.find()) {
                named.add(names.group().replace('/', '.'));
            }
        });
        named.stream()
                .filter(this::isClass)
                .forEach(name ->
                        all.add(entry(name, "allDeclaredConstructors", "allDeclaredMethods", "allDeclaredFields")));
        return all;
    }

    /** {@code resource-config.json}. */
    JsonObject resources() {
        JsonArray includes = new JsonArray();
        Stream.of(
                        libraries.files(file -> file.startsWith(SERVICES)),
                        libraries.files(file -> NATIVE_LIBRARY.matcher(file).matches()),
                        libraries.files(file -> file.startsWith("google/protobuf/") && file.endsWith(".proto")),
                        libraries.files(file -> file.startsWith("demo/") || file.equals("record-store.properties")))
                .flatMap(Set::stream)
                .forEach(file -> includes.add(new JsonObject().put("pattern", "\\Q" + file + "\\E")));
        return new JsonObject().put("resources", new JsonObject().put("includes", includes));
    }

    /** {@code native-image.properties}. */
    String properties() {
        Set<String> atRunTime = new TreeSet<>(AT_RUN_TIME);
        atRunTime.addAll(ownAtRunTime());
        return "Args = --initialize-at-run-time=" + String.join(",", atRunTime)
                + " -J--add-exports=java.base/sun.security.x509=ALL-UNNAMED\n";
    }

    /** Our classes with something in a static that belongs to a process, not to an image. */
    Set<String> ownAtRunTime() {
        Set<String> found = new TreeSet<>();
        libraries.classes(name -> name.startsWith("io.recordstore.")).stream()
                .filter(name -> Stream.of(fields(name))
                        .anyMatch(field -> Modifier.isStatic(field.getModifiers()) && isOfAProcess(field.getType())))
                .forEach(found::add);
        return found;
    }

    private static boolean isOfAProcess(Class<?> type) {
        return AT_RUN_TIME.stream().anyMatch(library -> type.getName().startsWith(library))
                || NOT_AT_BUILD_TIME.stream().anyMatch(kind -> kind.isAssignableFrom(type));
    }

    /** The classes that service files name. */
    Set<String> providers() {
        Set<String> providers = new TreeSet<>();
        libraries.forEach(file -> file.startsWith(SERVICES), (file, text) -> {
            Matcher lines = LINE.matcher(text);
            while (lines.find()) {
                providers.add(lines.group(1));
            }
        });
        return providers;
    }

    private Set<String> messages() {
        Set<String> messages = new TreeSet<>();
        libraries.forEach(file -> file.endsWith(".class") && !file.startsWith("META-INF/"), (file, bytes) -> {
            boolean isMessage = bytes.contains("com/google/protobuf/GeneratedMessageV3")
                    || bytes.contains("com/google/protobuf/ProtocolMessageEnum");
            String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
            if (isMessage && isMessage(name)) {
                messages.add(name);
            }
        });
        return messages;
    }

    private boolean isMessage(String name) {
        Class<?> type = type(name);
        return type != null
                && !name.startsWith("com.google.protobuf.GeneratedMessage")
                && Stream.of(
                                com.google.protobuf.GeneratedMessageV3.class,
                                com.google.protobuf.GeneratedMessageV3.Builder.class,
                                com.google.protobuf.ProtocolMessageEnum.class)
                        .anyMatch(base -> base.isAssignableFrom(type) && base != type);
    }

    /** The command line's classes: their options are fields that are set by name. */
    private Set<String> commands() {
        return libraries.classes(name -> name.startsWith("io.recordstore.cli."));
    }

    private boolean isClass(String name) {
        return type(name) != null;
    }

    private Class<?> type(String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError notForThisClassPath) {
            return null;
        }
    }

    private Field[] fields(String name) {
        try {
            return type(name).getDeclaredFields();
        } catch (LinkageError notForThisClassPath) {
            return new Field[0];
        }
    }

    private static JsonObject entry(String name, String... members) {
        JsonObject entry = new JsonObject().put("name", name);
        for (String kind : members) {
            entry.put(kind, true);
        }
        return entry;
    }
}
