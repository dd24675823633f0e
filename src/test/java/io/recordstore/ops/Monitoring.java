package io.recordstore.ops;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The dashboard and the alert rules of {@code deployment}, parsed strictly. */
public final class Monitoring {
    private static final Path DASHBOARD = Path.of("deployment/grafana/record-store.json");
    private static final Path RULES = Path.of("deployment/prometheus/record-store.rules.yaml");
    private static final Path OPERATIONS = Path.of("docs/operations.md");
    private static final Pattern METRIC =
            Pattern.compile("\\b(recordstore|executor|netty|jvm|process|system)_[a-z0-9_]+\\b(?!\\()");

    private Monitoring() {}

    /** The names of our metrics, the process' and its libraries' in an expression. */
    public static Set<String> metrics(String expression) {
        return METRIC.matcher(expression)
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public static List<String> dashboardExpressions() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree(Files.readString(DASHBOARD));
        return dashboard.get("panels").findValues("expr").stream()
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode rules() throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        Object parsed = new Yaml(new SafeConstructor(strict)).load(Files.readString(RULES));
        return new ObjectMapper().valueToTree(parsed).get("groups").get(0).get("rules");
    }

    public static List<String> alertExpressions() throws IOException {
        return rules().findValues("expr").stream().map(JsonNode::asText).toList();
    }

    static Set<String> runbooks() throws IOException {
        return rules().findValues("runbook").stream()
                .map(JsonNode::asText)
                .map(link -> link.substring(link.indexOf('#') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The anchors of the documentation's headings. */
    static Set<String> headings() throws IOException {
        return Files.readAllLines(OPERATIONS).stream()
                .filter(line -> line.startsWith("#"))
                .map(line ->
                        line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", ""))
                .map(heading -> heading.replace(' ', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
