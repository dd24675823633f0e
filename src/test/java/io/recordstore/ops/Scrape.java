package io.recordstore.ops;

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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the server answers a Prometheus, and what {@code docs/operations.md} says of it. */
record Scrape(String text) {
    /** What any workload moves. */
    static final List<String> ALWAYS_AT_WORK = List.of(
            "recordstore_calls_seconds_count",
            "recordstore_cache_requests_total",
            "recordstore_store_transactions_seconds_count",
            "recordstore_store_commit_bytes_sum",
            "recordstore_engine_commits_total",
            "recordstore_engine_commit_bytes_total",
            "recordstore_engine_batch_transactions_sum",
            "recordstore_engine_sync_seconds_count",
            "recordstore_engine_snapshots",
            "recordstore_jobs_seconds_count",
            "recordstore_keys_rotations_total",
            "recordstore_query_key_values_read_total",
            "recordstore_query_plans_made_total",
            "recordstore_query_slow_total",
            "recordstore_tokens_refused_total",
            "executor_pool_max_threads",
            "jvm_memory_used_bytes");

    private static final Path OPERATIONS = Path.of("docs/operations.md");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(recordstore_[a-z_]+)`");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(recordstore_[a-z_]+)");
    private static final String SERIES = "_(bucket|count|sum|max|total)$";

    static Scrape of(URL server) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server + "q/metrics")).build();
        try {
            return new Scrape(HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The names that the documentation lists, without the endings that Prometheus adds. */
    static Set<String> documented() {
        try {
            return names(DOCUMENTED, Files.readString(OPERATIONS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of our own metrics, without the endings that Prometheus adds. */
    Set<String> names() {
        return names(SAMPLE, text);
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1).replaceFirst(SERIES, ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether there is a sample of this name. */
    boolean has(String name) {
        return Pattern.compile("(?m)^" + Pattern.quote(name) + "[{ ]")
                .matcher(text)
                .find();
    }

    /** The values that a label of a metric has. */
    Set<String> labels(String name, String label) {
        return Pattern.compile("(?m)^" + name + "\\w*\\{[^}]*\\b" + label + "=\"([^\"]*)\"")
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The sum of the samples of this name. */
    double sum(String name) {
        return Pattern.compile("(?m)^" + Pattern.quote(name) + "(?:\\{[^}]*\\})? (\\S+)")
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .mapToDouble(Double::parseDouble)
                .sum();
    }
}
