package io.recordstore.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The packaged program in processes of its own, in a folder of its own. */
final class PackagedShell {
    private static final long PATIENCE_SECONDS = 120;

    private final Path folder;
    private final Map<String, String> environment = new TreeMap<>();

    PackagedShell(Path folder) {
        this.folder = folder;
        String path = launcher().getParent() + File.pathSeparator + System.getenv("PATH");
        environment.put("PATH", path);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("NO_COLOR", "1");
    }

    static Path launcher() {
        return Path.of("bin/record-store").toAbsolutePath();
    }

    PackagedShell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** @param command with {@code record-store} as its first word, or another program */
    Process start(List<String> command) throws IOException {
        List<String> found = new ArrayList<>(command);
        found.replaceAll(word -> word.equals("record-store") ? launcher().toString() : word);
        ProcessBuilder builder =
                new ProcessBuilder(found).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("RECORDSTORE_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What a command that ends by itself wrote to both of its streams. */
    CommandRun.Result run(String... command) throws IOException, InterruptedException {
        Process process = start(List.of(command));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it does not end: " + List.of(command));
        }
        return new CommandRun.Result(process.exitValue(), said, "");
    }

    String ok(String... command) throws IOException, InterruptedException {
        CommandRun.Result result = run(command);
        if (result.exitCode() != 0) {
            throw new AssertionError(List.of(command) + " failed: " + result);
        }
        return result.out();
    }

    /** Whether nothing was left in the folder. */
    boolean isEmpty() throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
