package io.recordstore.deployment;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What an overlay under {@code deployment/kubernetes} comes to: the manifests of its kustomization and of all that it names,
 * with the properties of its ConfigMap. A file that is named and is not there, or a key that kustomize does not have, is an
 * error.
 */
final class Manifests {
    static final Path ROOT = Path.of("deployment/kubernetes");

    /** A key that comes twice is an error, as Kubernetes takes it for one. */
    static final ObjectMapper YAML = new ObjectMapper(
                    YAMLFactory.builder().build().enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL))
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** What is used of kustomize here. */
    record Kustomization(
            String apiVersion,
            String kind,
            String namespace,
            List<Label> labels,
            List<String> resources,
            List<String> components,
            List<Generator> configMapGenerator,
            List<Patch> patches,
            List<String> configurations) {}

    /** Without {@code includeSelectors}: it changes selectors where they are meant for others. */
    record Label(Map<String, String> pairs) {}

    record Generator(String name, String behavior, List<String> files) {}

    record Patch(String path) {}

    private final List<JsonNode> all = new ArrayList<>();
    private final Properties properties = new Properties();
    private final List<String> configFiles = new ArrayList<>();
    private final Set<String> configMaps = new HashSet<>();
    private String namespace = "";

    private Manifests() {}

    /** @param overlay its name */
    static Manifests of(String overlay) {
        Manifests manifests = new Manifests();
        manifests.add(ROOT.resolve("overlays").resolve(overlay));
        return manifests;
    }

    private void add(Path folder) {
        Kustomization kustomization = read(folder.resolve("kustomization.yaml"), Kustomization.class);
        namespace = kustomization.namespace() == null ? namespace : kustomization.namespace();
        for (String resource : each(kustomization.resources())) {
            Path path = folder.resolve(resource).normalize();
            if (Files.isDirectory(path)) {
                add(path);
            } else {
                all.addAll(documents(path));
            }
        }
        each(kustomization.components())
                .forEach(component -> add(folder.resolve(component).normalize()));
        each(kustomization.configMapGenerator()).forEach(generator -> add(folder, generator));
        each(kustomization.patches()).forEach(patch -> patch(folder.resolve(patch.path())));
        each(kustomization.configurations()).forEach(file -> read(folder.resolve(file), JsonNode.class));
    }

    private void add(Path folder, Generator generator) {
        boolean isNew = configMaps.add(generator.name());
        if (isNew != (generator.behavior() == null)) {
            throw new AssertionError("kustomize takes the behavior merge for a ConfigMap that is there, and no other: "
                    + folder + ", " + generator);
        }
        for (String file : generator.files()) {
            configFiles.add(file);
            try {
                properties.load(new StringReader(Files.readString(folder.resolve(file))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A patch replaces the lists that it has, of a manifest that is there: those of a NetworkPolicy have no keys to be merged by. */
    private void patch(Path path) {
        JsonNode patch = read(path, JsonNode.class);
        JsonNode patched = find(
                        patch.get("kind").asText(), patch.at("/metadata/name").asText())
                .orElseThrow(() -> new AssertionError(path + " patches nothing that is there"));
        merge((ObjectNode) patched.get("spec"), patch.get("spec"));
    }

    private static void merge(ObjectNode into, JsonNode patch) {
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (into.get(field.getKey()) instanceof ObjectNode there
                    && field.getValue().isObject()) {
                merge(there, field.getValue());
            } else {
                into.set(field.getKey(), field.getValue());
            }
        }
    }

    private static <T> List<T> each(List<T> list) {
        return list == null ? List.of() : list;
    }

    static <T> T read(Path file, Class<T> type) {
        try {
            return YAML.readValue(Files.readString(file), type);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<JsonNode> documents(Path file) {
        try {
            return YAML.readerFor(new TypeReference<JsonNode>() {})
                    .<JsonNode>readValues(Files.readString(file))
                    .readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    List<JsonNode> all() {
        return all;
    }

    /** Where it is applied. */
    String namespace() {
        return namespace;
    }

    /** What the server is configured with. */
    Properties properties() {
        return properties;
    }

    /** The names that the ConfigMap's files are mounted under. */
    List<String> configFiles() {
        return configFiles;
    }

    Optional<JsonNode> find(String kind, String name) {
        return all.stream()
                .filter(each -> each.get("kind").asText().equals(kind)
                        && each.at("/metadata/name").asText().equals(name))
                .findFirst();
    }

    /** What runs: a manifest with a template of pods in it, other than the cluster's. */
    JsonNode workload() {
        return all.stream()
                .filter(each -> each.at("/spec/template/spec/containers").isArray())
                .findFirst()
                .orElseThrow();
    }

    JsonNode pod() {
        return workload().at("/spec/template/spec");
    }

    JsonNode container() {
        return pod().at("/containers/0");
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
