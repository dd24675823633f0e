package io.recordstore.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.recordstore.ConfigurationMappings;
import io.recordstore.health.StopConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests under {@code deployment/kubernetes}: each by itself, strictly, and all of them with the application. */
class KubernetesTest {
    private static final Map<String, Class<?>> MODELS = Map.of(
            "v1 ServiceAccount", ServiceAccount.class,
            "v1 Service", io.fabric8.kubernetes.api.model.Service.class,
            "apps/v1 StatefulSet", StatefulSet.class,
            "apps/v1 Deployment", Deployment.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
            "autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
            "serving.knative.dev/v1 Service", Service.class,
            "monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class);

    /** Fields of FoundationDBCluster that are used, of the operator's v1beta2 API, for which there is no model. */
    private static final Set<String> CLUSTER_FIELDS = Set.of(
            "apiVersion",
            "kind",
            "metadata.name",
            "spec.version",
            "spec.databaseConfiguration.redundancy_mode",
            "spec.databaseConfiguration.storage_engine",
            "spec.processCounts.storage",
            "spec.processCounts.stateless",
            "spec.faultDomain.key",
            "spec.automationOptions.replacements.enabled",
            "spec.processes.general.volumeClaimTemplate.spec.resources.requests.storage",
            "spec.processes.general.podTemplate.spec.containers[].name",
            "spec.processes.general.podTemplate.spec.containers[].resources.requests.cpu",
            "spec.processes.general.podTemplate.spec.containers[].resources.requests.memory",
            "spec.processes.general.podTemplate.spec.containers[].resources.limits.memory");

    private static final Set<String> QUARKUS_PROPERTIES = Set.of("quarkus.http.port");
    private static final int USER = 10001;

    private static Manifests manifests(String overlay) {
        return Manifests.of(overlay);
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "cluster", "knative"})
    void everyManifestIsOfItsKindAndHasNoFieldThatTheKindHasNot(String overlay) throws Exception {
        for (JsonNode manifest : manifests(overlay).all()) {
            String kind = manifest.get("apiVersion").asText() + " "
                    + manifest.get("kind").asText();
            if (kind.equals("apps.foundationdb.org/v1beta2 FoundationDBCluster")) {
                assertThat(CLUSTER_FIELDS).containsAll(paths(manifest, ""));
                continue;
            }
            assertThat(MODELS).containsKey(kind);
            Object model = Manifests.YAML.treeToValue(manifest, MODELS.get(kind));
            assertThat(unknown(model, kind)).as("fields that are none").isEmpty();
        }
    }

    @Test
    void aMisspeltFieldIsFound() throws Exception {
        JsonNode deployment = Manifests.YAML.readTree(
                "{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{readinesProbe: {}}]}}}}");

        assertThat(unknown(Manifests.YAML.treeToValue(deployment, Deployment.class), ""))
                .anyMatch(path -> path.endsWith("readinesProbe"));
    }

    @Test
    void everyFileIsPartOfAnOverlay() throws Exception {
        try (Stream<Path> files = Files.walk(Manifests.ROOT)) {
            assertThat(files.filter(file -> file.toString().endsWith(".yaml"))
                            .filter(file -> !file.endsWith("kustomization.yaml"))
                            .map(file -> file.getFileName().toString())
                            .filter(name -> !mentioned().contains(name)))
                    .isEmpty();
        }
    }

    private static String mentioned() {
        try (Stream<Path> files = Files.walk(Manifests.ROOT)) {
            StringBuilder all = new StringBuilder();
            for (Path file :
                    files.filter(each -> each.endsWith("kustomization.yaml")).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "cluster", "knative"})
    void everyPropertyIsOneThatTheServerHas(String overlay) {
        Properties properties = manifests(overlay).properties();

        assertThat(config(properties)).isNotNull();
        assertThat(properties.stringPropertyNames().stream().filter(name -> !name.startsWith("recordstore.")))
                .allMatch(QUARKUS_PROPERTIES::contains);
    }

    /** Fails for a property under a prefix of ours that no configuration has. */
    private static SmallRyeConfig config(Properties properties) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(
                        properties.stringPropertyNames().stream()
                                .collect(Collectors.toMap(name -> name, properties::getProperty)),
                        "manifests",
                        100))
                .withValidateUnknown(true);
        ConfigurationMappings.ALL.forEach(builder::withMapping);
        return builder.build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "cluster", "knative"})
    void secretsAndConfigurationAreMountedWhereTheServerLooksForThem(String overlay) {
        Manifests manifests = manifests(overlay);
        Properties properties = manifests.properties();

        assertThat(volumeAt(manifests, properties.getProperty("recordstore.tokens.root-public-keys-path"))
                        .at("/secret/secretName")
                        .asText())
                .isEqualTo("record-store-root-keys");
        assertThat(volumeAt(manifests, properties.getProperty("recordstore.encryption.key-directory"))
                        .at("/secret/secretName")
                        .asText())
                .isEqualTo("record-store-encryption-keys");
        for (String location :
                environment(manifests, "QUARKUS_CONFIG_LOCATIONS").split(",")) {
            Path file = Path.of(location);
            assertThat(manifests.configFiles()).contains(file.getFileName().toString());
            assertThat(volumeAt(manifests, file.getParent().toString())
                            .at("/configMap/name")
                            .asText())
                    .isEqualTo("record-store-config");
        }
        assertThat(volumeAt(manifests, "/tmp").has("emptyDir")).isTrue();
        assertThat(Manifests.stream(manifests.pod().get("volumes")).filter(volume -> volume.has("secret")))
                .as("whatever keys an operator makes are mounted")
                .allSatisfy(volume -> assertThat(volume.get("secret").fieldNames())
                        .toIterable()
                        .containsExactlyInAnyOrder("secretName", "defaultMode"));
    }

    /** kustomize adds a hash to the ConfigMap's name, and has to be told where Knative names it. */
    @Test
    void theNameOfTheConfigMapIsFoundInTheKnativeService() {
        JsonNode workload = manifests("knative").workload();
        JsonNode reference = Manifests.read(Manifests.ROOT.resolve("overlays/knative/references.yaml"), JsonNode.class)
                .at("/nameReference/0");

        assertThat(reference.get("kind").asText()).isEqualTo("ConfigMap");
        JsonNode place = reference.at("/fieldSpecs/0");
        assertThat(workload.get("kind").asText()).isEqualTo(place.get("kind").asText());
        assertThat(workload.get("apiVersion").asText())
                .startsWith(place.get("group").asText() + "/");
        assertThat(at(workload, place.get("path").asText().split("/"))).contains("record-store-config");
    }

    /** The texts at a path, through each element of a list. */
    private static List<String> at(JsonNode node, String... path) {
        if (node.isArray()) {
            return Manifests.stream(node)
                    .flatMap(element -> at(element, path).stream())
                    .toList();
        }
        if (path.length == 0) {
            return node.isTextual() ? List.of(node.asText()) : List.of();
        }
        return node.has(path[0]) ? at(node.get(path[0]), Arrays.copyOfRange(path, 1, path.length)) : List.of();
    }

    /** What {@code deployment/README.md} has an operator type. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "cluster", "knative"})
    void whoFollowsTheGuideMakesTheSecretsThatAreMountedAndNamesTheImageThatRuns(String overlay) throws Exception {
        String guide = Files.readString(Path.of("deployment/README.md"));
        Manifests manifests = manifests(overlay);

        assertThat(first("create secret generic (\\S+)", guide))
                .containsExactlyInAnyOrderElementsOf(
                        Manifests.stream(manifests.pod().get("volumes"))
                                .filter(volume -> volume.has("secret"))
                                .map(volume -> volume.at("/secret/secretName").asText())
                                .toList());
        assertThat(first("edit set image (\\S+)=", guide))
                .containsExactly(manifests.container().get("image").asText().split(":")[0]);
        assertThat(first("create namespace (\\S+)", guide)).containsExactly(manifests.namespace());
        assertThat(first("apply -k (\\S+?)`", guide))
                .isNotEmpty()
                .allMatch(folder -> Files.isDirectory(Path.of(folder)));
    }

    private static List<String> first(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void theEmbeddedStoreIsOnItsVolume() {
        Manifests manifests = manifests("embedded");
        Path directory = Path.of(manifests.properties().getProperty("recordstore.fdb.embedded.directory"));
        String volume = Manifests.stream(manifests.container().get("volumeMounts"))
                .filter(mount -> directory.startsWith(mount.get("mountPath").asText()))
                .map(mount -> mount.get("name").asText())
                .findFirst()
                .orElseThrow();

        assertThat(Manifests.stream(manifests.workload().at("/spec/volumeClaimTemplates"))
                        .map(claim -> claim.at("/metadata/name").asText()))
                .contains(volume);
        assertThat(manifests.workload().at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(manifests.find(
                        "Service", manifests.workload().at("/spec/serviceName").asText()))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster", "knative"})
    void theClusterFileIsTheOneThatTheOperatorWrites(String overlay) {
        Manifests manifests = manifests(overlay);
        Path file = Path.of(manifests.properties().getProperty("recordstore.fdb.cluster.file"));
        JsonNode configMap = volumeAt(manifests, file.getParent().toString()).get("configMap");

        assertThat(configMap.at("/items/0/path").asText())
                .isEqualTo(file.getFileName().toString());
        assertThat(configMap.at("/items/0/key").asText()).isEqualTo("cluster-file");
        assertThat(manifests("cluster")
                        .find(
                                "FoundationDBCluster",
                                configMap.get("name").asText().replace("-config", "")))
                .hasValueSatisfying(cluster ->
                        assertThat(cluster.at("/spec/version").asText()).isEqualTo(DockerfilesTest.clientVersion()));
        assertThat(manifests.find("NetworkPolicy", "record-store").orElseThrow().toString())
                .contains("\"foundationdb.org/fdb-cluster-name\":\"record-store-fdb\"");
        assertThat(volumeAt(
                                manifests,
                                manifests
                                        .properties()
                                        .getProperty("recordstore.fdb.cluster.client.temporary-directory"))
                        .has("emptyDir"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "cluster", "knative"})
    void probesAskWhatTheServerAnswersAtThePortThatItOpens(String overlay) {
        Manifests manifests = manifests(overlay);
        JsonNode port = manifests.container().at("/ports/0");

        assertThat(port.get("containerPort").asText())
                .isEqualTo(manifests.properties().getProperty("quarkus.http.port"));
        assertThat(probe(manifests, "readinessProbe")).isEqualTo("/q/health/ready");
        assertThat(probe(manifests, "livenessProbe")).isEqualTo("/q/health/live");
        if (overlay.equals("knative")) { // which starts with the readiness probe, and takes gRPC at a port of this name
            assertThat(port.get("name").asText()).isEqualTo("h2c");
        } else {
            assertThat(probe(manifests, "startupProbe")).isEqualTo("/q/health/started");
        }
    }

    private static String probe(Manifests manifests, String probe) {
        JsonNode get = manifests.container().at("/" + probe + "/httpGet");
        JsonNode port = manifests.container().at("/ports/0");
        assertThat(get.get("port").asText())
                .isIn(port.get("name").asText(), port.get("containerPort").asText());
        return get.get("path").asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "cluster"})
    void servicesMonitorsAndBudgetsSelectThePodsThatThereAre(String overlay) {
        Manifests manifests = manifests(overlay);
        JsonNode labels = manifests.workload().at("/spec/template/metadata/labels");
        JsonNode service = manifests.find("Service", "record-store").orElseThrow();

        assertThat(manifests.workload().at("/spec/selector/matchLabels")).isEqualTo(labels);
        assertThat(service.at("/spec/selector")).isEqualTo(labels);
        assertThat(service.at("/spec/ports/0/port").asText())
                .as("as in port-forward of deployment/README.md")
                .isEqualTo(manifests.properties().getProperty("quarkus.http.port"));
        assertThat(service.at("/spec/ports/0/targetPort").asText())
                .isEqualTo(manifests.container().at("/ports/0/name").asText());
        JsonNode monitor = manifests.find("ServiceMonitor", "record-store").orElseThrow();
        assertThat(monitor.at("/spec/selector/matchLabels")).isEqualTo(service.at("/metadata/labels"));
        assertThat(monitor.at("/spec/endpoints/0/port").asText())
                .isEqualTo(service.at("/spec/ports/0/name").asText());
        assertThat(monitor.at("/spec/endpoints/0/path").asText()).isEqualTo("/q/metrics");
        assertThat(manifests
                        .find("PodDisruptionBudget", "record-store")
                        .orElseThrow()
                        .at("/spec/selector/matchLabels"))
                .isEqualTo(labels);
    }

    /** And not those of a FoundationDB cluster in the same namespace, which speak with each other. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "cluster", "knative"})
    void theNetworkPolicyIsForOurPodsAloneAndLetsClientsIn(String overlay) {
        Manifests manifests = manifests(overlay);
        JsonNode policy = manifests.find("NetworkPolicy", "record-store").orElseThrow();

        assertThat(policy.at("/spec/podSelector/matchLabels"))
                .isEqualTo(manifests.workload().at("/spec/template/metadata/labels"));
        JsonNode clients = overlay.equals("knative") // in which calls come through Knative's own pods
                ? yaml("[{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: knative-serving}}}]")
                : yaml("[{namespaceSelector: {}, podSelector: {matchLabels: {record-store.io/client: 'true'}}}]");
        assertThat(policy.at("/spec/policyTypes")).isEqualTo(yaml("[Ingress, Egress]"));
        assertThat(policy.at("/spec/ingress")).hasSize(1);
        assertThat(policy.at("/spec/ingress/0/from"))
                .containsExactly(
                        clients.get(0),
                        yaml("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}"));
        assertThat(Manifests.stream(policy.at("/spec/ingress/0/ports"))
                        .map(port -> port.get("port").asText()))
                .allMatch(manifests.properties().getProperty("quarkus.http.port")::equals);
    }

    /** FoundationDB's operator has processes listen on 4501, and on 4500 where they speak TLS, which here they do not. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "cluster", "knative"})
    void theNetworkPolicyLetsOutWhoLooksUpNamesAndAsksTheCluster(String overlay) {
        Manifests manifests = manifests(overlay);
        JsonNode egress =
                manifests.find("NetworkPolicy", "record-store").orElseThrow().at("/spec/egress");
        JsonNode names = yaml("{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}],"
                + " ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]}");
        JsonNode cluster =
                yaml("{to: [{podSelector: {matchLabels: {foundationdb.org/fdb-cluster-name: record-store-fdb}}}],"
                        + " ports: [{protocol: TCP, port: 4501}]}");

        assertThat(egress)
                .containsExactlyElementsOf(overlay.equals("embedded") ? List.of(names) : List.of(names, cluster));
        assertThat(manifests.properties().stringPropertyNames())
                .noneMatch(name -> name.startsWith("recordstore.fdb.cluster.tls"));
    }

    private static JsonNode yaml(String text) {
        try {
            return Manifests.YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theAutoscalerScalesTheDeployment() {
        Manifests manifests = manifests("cluster");
        JsonNode target = manifests
                .find("HorizontalPodAutoscaler", "record-store")
                .orElseThrow()
                .at("/spec/scaleTargetRef");
        JsonNode bounds = manifests
                .find("HorizontalPodAutoscaler", "record-store")
                .orElseThrow()
                .get("spec");

        assertThat(manifests.find(
                        target.get("kind").asText(), target.get("name").asText()))
                .hasValueSatisfying(
                        deployment -> assertThat(deployment.at("/spec/replicas").isMissingNode())
                                .isTrue());
        assertThat(bounds.get("minReplicas").asInt())
                .as("with one that may be away")
                .isGreaterThan(1)
                .isLessThan(bounds.get("maxReplicas").asInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "cluster", "knative"})
    void podsRunWithoutRightsThatTheyDoNotNeed(String overlay) {
        Manifests manifests = manifests(overlay);
        JsonNode container = manifests.container();

        assertThat(manifests.pod().at("/securityContext/runAsNonRoot").asBoolean())
                .isTrue();
        assertThat(manifests.pod().at("/securityContext/runAsUser").asInt()).isEqualTo(USER);
        assertThat(manifests.pod().at("/securityContext/seccompProfile/type").asText())
                .isEqualTo("RuntimeDefault");
        assertThat(manifests.pod().at("/automountServiceAccountToken").asBoolean(true))
                .isFalse();
        assertThat(container.get("securityContext").fieldNames())
                .as("nothing that has other rights than the pod")
                .toIterable()
                .containsExactlyInAnyOrder("allowPrivilegeEscalation", "readOnlyRootFilesystem", "capabilities");
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                .isEqualTo("ALL");
        assertThat(container.at("/resources/limits/memory").asText())
                .isNotEmpty()
                .isEqualTo(container.at("/resources/requests/memory").asText());
        assertThat(container.get("image").asText()).contains(":").doesNotEndWith(":latest");
        assertThat(container.get("env").toString()).doesNotContain("KEY", "TOKEN", "PASSWORD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "cluster"})
    void aPodHasTheTimeThatItsStopTakes(String overlay) {
        Manifests manifests = manifests(overlay);
        StopConfig stop = config(manifests.properties()).getConfigMapping(StopConfig.class);
        Duration grace = Duration.ofSeconds(
                manifests.pod().get("terminationGracePeriodSeconds").asLong());

        assertThat(grace).isGreaterThanOrEqualTo(stop.delay().plus(stop.grace()).plusSeconds(10));
        assertThat(stop.streams()).isLessThan(stop.grace());
    }

    private static String environment(Manifests manifests, String name) {
        return Manifests.stream(manifests.container().get("env"))
                .filter(variable -> variable.get("name").asText().equals(name))
                .map(variable -> variable.get("value").asText())
                .findFirst()
                .orElseThrow();
    }

    /** The volume that is mounted at a path. */
    private static JsonNode volumeAt(Manifests manifests, String path) {
        String name = Manifests.stream(manifests.container().get("volumeMounts"))
                .filter(mount -> mount.get("mountPath").asText().equals(path))
                .map(mount -> mount.get("name").asText())
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is mounted at " + path));
        return Manifests.stream(manifests.pod().get("volumes"))
                .filter(volume -> volume.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no volume " + name));
    }

    private static Set<String> paths(JsonNode node, String path) {
        Set<String> paths = new TreeSet<>();
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                paths.addAll(paths(field.getValue(), path.isEmpty() ? field.getKey() : path + "." + field.getKey()));
            }
        } else if (node.isArray()) {
            node.forEach(element -> paths.addAll(paths(element, path + "[]")));
        } else {
            paths.add(path);
        }
        return paths;
    }

    /** What a model kept of a manifest without knowing it, anywhere within. */
    private static List<String> unknown(Object model, String path) throws IllegalAccessException {
        List<String> found = new ArrayList<>();
        if (model instanceof Collection<?> elements) {
            for (Object element : elements) {
                found.addAll(unknown(element, path + "[]"));
            }
        } else if (model instanceof Map<?, ?> values) {
            for (Map.Entry<?, ?> value : values.entrySet()) {
                found.addAll(unknown(value.getValue(), path + "." + value.getKey()));
            }
        } else if (model != null
                && model.getClass().getName().startsWith("io.fabric8.")
                && !model.getClass().isEnum()) {
            for (Field field : model.getClass().getDeclaredFields()) {
                found.addAll(unknown(model, field, path));
            }
        }
        return found;
    }

    private static List<String> unknown(Object model, Field field, String path) throws IllegalAccessException {
        if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
            return List.of();
        }
        field.setAccessible(true);
        Object value = field.get(model);
        if (field.getName().equals("additionalProperties")) {
            return ((Map<?, ?>) value)
                    .keySet().stream().map(name -> path + "." + name).toList();
        }
        return value != null && value.getClass().isArray() && Array.getLength(value) == 0
                ? List.of()
                : unknown(value, path + "." + field.getName());
    }
}
