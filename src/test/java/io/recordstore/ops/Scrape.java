package io.recordstore.ops;

import io.recordstore.TestEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the server answers a Prometheus, and what {@code docs/operations.md} says of it. */
public record Scrape(String text) {
    private static final String ENGINE = "recordstore_engine_";

    /** What any workload moves. */
    private static final List<String> MOVED = List.of(
            "recordstore_calls_seconds_count",
            "recordstore_cache_requests_total",
            "recordstore_store_transactions_seconds_count",
            "recordstore_store_commit_bytes_sum",
            "recordstore_jobs_seconds_count",
            "recordstore_keys_rotations_total",
            "recordstore_query_key_values_read_total",
            "recordstore_query_plans_made_total",
            "recordstore_query_slow_total",
            "recordstore_tokens_refused_total",
            "executor_pool_max_threads",
            "jvm_memory_used_bytes");

    /** The same of the embedded engine. */
    private static final List<String> MOVED_IN_THE_ENGINE = List.of(
            ENGINE + "commits_total",
            ENGINE + "commit_bytes_total",
            ENGINE + "batch_transactions_sum",
            ENGINE + "sync_seconds_count",
            ENGINE + "snapshots");

    private static final Path OPERATIONS = Path.of("docs/operations.md");
    private static final Pattern DOCUMENTED =
            Pattern.compile("(?m)^\\| `(recordstore_[a-z_]+)` \\| ([^|]*)\\| ([^|]*) \\|");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (recordstore_[a-z_]+?)(?:_total)? (\\w+)$");
    /** Without the exemplar that may come behind it. */
    private static final Pattern LABELLED = Pattern.compile("(?m)^(recordstore_[a-z_]+)\\{(.*?)\\} ");

    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final Pattern CODE = Pattern.compile("`(\\w+)`");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(recordstore_[a-z_]+)");
    private static final String SERIES = "_(bucket|count|sum|max|total)$";

    static Scrape of(URL server) {
        return of(URI.create(server + "q/metrics"));
    }

    public static Scrape of(URI metrics) {
        HttpRequest request = HttpRequest.newBuilder(metrics).build();
        try {
            return new Scrape(HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What any workload moves, on the engine that the tests are on. */
    static List<String> alwaysAtWork() {
        return TestEngine.clusterFile().isPresent()
                ? MOVED
                : Stream.concat(MOVED.stream(), MOVED_IN_THE_ENGINE.stream()).toList();
    }

    /** Whether a metric is told on the engine that the tests are on. */
    static boolean isTold(String name) {
        return TestEngine.clusterFile().isEmpty() || !name.startsWith(ENGINE);
    }

    /** The names that the documentation lists, without the endings that Prometheus adds. */
    public static Set<String> documented() {
        return documentedLabels().keySet();
    }

    /** The names of labels that the documentation gives to each of them. */
    static Map<String, Set<String>> documentedLabels() {
        return documented(row -> all(CODE, row.group(2)));
    }

    /** The type that the documentation gives to each of them. */
    static Map<String, String> documentedTypes() {
        return documented(row -> row.group(3));
    }

    private static <T> Map<String, T> documented(Function<MatchResult, T> told) {
        try {
            return DOCUMENTED
                    .matcher(Files.readString(OPERATIONS))
                    .results()
                    .filter(row -> isTold(row.group(1)))
                    .collect(Collectors.toMap(row -> row.group(1), told, (one, other) -> one, TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of our own metrics, without the endings that Prometheus adds. */
    public Set<String> names() {
        return all(SAMPLE, text).stream()
                .filter(Scrape::isTold)
                .map(name -> name.replaceFirst(SERIES, ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The type of each of our own metrics, but for the greatest values that come beside them. */
    Map<String, String> types() {
        Set<String> names = names();
        return TYPE.matcher(text)
                .results()
                .filter(type -> names.contains(type.group(1)))
                .collect(Collectors.toMap(
                        type -> type.group(1), type -> type.group(2), (one, other) -> one, TreeMap::new));
    }

    /** The labels of each of our own metrics, but for the bounds of histograms. */
    Map<String, Set<String>> labels() {
        Map<String, Set<String>> labels = new TreeMap<>();
        names().forEach(name -> labels.put(name, new TreeSet<>()));
        LABELLED.matcher(text)
                .results()
                .filter(sample -> isTold(sample.group(1)))
                .forEach(sample -> {
                    Set<String> names = all(LABEL, sample.group(2));
                    names.remove("le");
                    labels.get(sample.group(1).replaceFirst(SERIES, "")).addAll(names);
                });
        return labels;
    }

    /** The values that a label of our own metrics has. */
    Set<String> values(String label) {
        return LABELLED.matcher(text)
                .results()
                .flatMap(sample -> all(Pattern.compile("\\b" + label + "=\"([^\"]*)\""), sample.group(2)).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether there is a sample of this name. */
    public boolean has(String name) {
        return Pattern.compile("(?m)^" + Pattern.quote(name) + "[{ ]")
                .matcher(text)
                .find();
    }

    /** The values that a label of a metric has. */
    public Set<String> labels(String name, String label) {
        return Pattern.compile("(?m)^" + name + "\\w*\\{[^}]*\\b" + label + "=\"([^\"]*)\"")
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The sum of the samples of this name. */
    public double sum(String name) {
        return sum(Pattern.compile("(?m)^" + Pattern.quote(name) + "(?:\\{[^}]*\\})? (\\S+)"));
    }

    /** The sum of the samples of this name of which a label has this value. */
    public double sum(String name, String label, String value) {
        return sum(Pattern.compile("(?m)^" + Pattern.quote(name) + "\\{[^}]*\\b"
                + Pattern.quote(label + "=\"" + value + "\"") + "[^}]*\\} (\\S+)"));
    }

    private double sum(Pattern samples) {
        return samples.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .mapToDouble(Double::parseDouble)
                .sum();
    }
}
