package dev.playhead.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import dev.playhead.config.Settings;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of {@code cluster/}: what they are checked against, and that every setting in them is one. */
final class ClusterFilesTest {
    private static final Path FILES = Path.of("cluster");
    private static final Pattern VARIABLE = Pattern.compile("PLAYHEAD_[A-Z_]+");

    private interface Check {
        void of(JsonElement element) throws IOException;
    }

    /** Kubernetes' own models say which members there are, which must be there, and of what type they are. */
    private static final Map<String, Check> KINDS = Map.of(
            "v1 Secret", V1Secret::validateJsonElement,
            "v1 Service", V1Service::validateJsonElement,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::validateJsonElement,
            "apps/v1 Deployment", V1Deployment::validateJsonElement,
            "apps/v1 StatefulSet", V1StatefulSet::validateJsonElement);

    @Test
    void shouldBeOfTheirKindsWhenForKubernetes() throws Exception {
        List<String> names = new ArrayList<>();
        for (Path file : manifests()) {
            for (Map<String, Object> each : documents(file)) {
                names.add(each.get("kind") + " " + ((Map<?, ?>) each.get("metadata")).get("name"));
                assertThatCode(() -> validate(each)).as("%s %s", file, names).doesNotThrowAnyException();
            }
        }
        assertThat(names)
                .contains(
                        "StatefulSet playhead",
                        "PodDisruptionBudget playhead",
                        "Secret playhead-tokens",
                        "Service playhead-nodes",
                        "StatefulSet kafka",
                        "StatefulSet redis",
                        "StatefulSet redis-replica",
                        "StatefulSet prometheus",
                        "Deployment alertmanager",
                        "Deployment grafana");
    }

    @Test
    void shouldSayWhatIsWrongWhenManifestIsNoneOfItsKind() throws Exception {
        Map<String, Object> budget = documents(FILES.resolve("kubernetes/playhead.yaml")).stream()
                .filter(each -> "PodDisruptionBudget".equals(each.get("kind")))
                .findFirst()
                .orElseThrow();
        budget.put("spec", Map.of("maxUnavailable", 1, "selectr", Map.of()));

        assertThatThrownBy(() -> validate(budget)).hasMessageContaining("selectr");
    }

    @Test
    void shouldMatchTheSchemaWhenForCompose() throws Exception {
        JsonObject compose = compose();
        assertThat(faults(compose)).isEmpty();

        JsonObject broken = compose.copy();
        broken.getJsonObject("services").getJsonObject("node-1").put("enviroment", new JsonObject());
        assertThat(faults(broken)).isNotEmpty();
    }

    @Test
    void shouldDependOnServicesAndVolumesThatAreThereWhenForCompose() throws Exception {
        JsonObject compose = compose();
        Set<String> services = compose.getJsonObject("services").fieldNames();
        for (String name : services) {
            JsonObject service = compose.getJsonObject("services").getJsonObject(name);
            if (service.containsKey("depends_on")) {
                assertThat(services).as(name).containsAll(strings(service, "depends_on"));
            }
            for (String volume : service.containsKey("volumes") ? strings(service, "volumes") : List.<String>of()) {
                String source = volume.substring(0, volume.indexOf(':'));
                assertThat(source.startsWith(".")
                                || compose.getJsonObject("volumes").containsKey(source))
                        .as("%s of %s", volume, name)
                        .isTrue();
                // What is built or made by hand is not there yet
                if (source.startsWith("./") && !source.equals("./tokens")) {
                    assertThat(FILES.resolve(source)).as(name).exists();
                }
            }
        }
    }

    @Test
    void shouldSayWhatMustBeMadeFirstWhenForCompose() throws Exception {
        String head = Files.readString(FILES.resolve("compose.yaml"))
                .lines()
                .takeWhile(line -> line.startsWith("#"))
                .collect(Collectors.joining("\n"));
        JsonObject services = compose().getJsonObject("services");
        Set<String> made = new TreeSet<>();
        for (String name : services.fieldNames()) {
            JsonObject service = services.getJsonObject(name);
            for (String volume : service.containsKey("volumes") ? strings(service, "volumes") : List.<String>of()) {
                String source = volume.substring(0, volume.indexOf(':'));
                if (source.startsWith("../target") || source.equals("./tokens")) {
                    made.add(source);
                    assertThat(head).as("%s of %s", source, name).contains(source.replaceFirst("^\\./", ""));
                }
            }
        }
        assertThat(made).containsExactly("../target/lib", "../target/playhead.jar", "./tokens");
        assertThat(head).contains("playhead.jar token NAME");
    }

    @Test
    void shouldReferToWhatIsThereWhenForKubernetes() throws Exception {
        Set<String> made = new TreeSet<>();
        for (Path file : manifests()) {
            for (Map<String, Object> each : documents(file)) {
                made.add(each.get("kind") + " " + ((Map<?, ?>) each.get("metadata")).get("name"));
            }
        }
        Matcher generated = Pattern.compile("- name: (\\S+)")
                .matcher(Files.readString(FILES.resolve("monitoring/kustomization.yaml")));
        generated.results().forEach(map -> made.add("ConfigMap " + map.group(1)));
        for (Path file : manifests()) {
            String text = Files.readString(file);
            Pattern.compile("secretName: ([\\w-]+)").matcher(text).results().forEach(secret -> assertThat(made)
                    .contains("Secret " + secret.group(1)));
            Pattern.compile("configMap: \\{name: ([\\w-]+)}")
                    .matcher(text)
                    .results()
                    .forEach(map -> assertThat(made).contains("ConfigMap " + map.group(1)));
            Pattern.compile("serviceName: ([\\w-]+)").matcher(text).results().forEach(service -> assertThat(made)
                    .contains("Service " + service.group(1)));
            Set<String> ports = new TreeSet<>();
            Pattern.compile("name: ([\\w-]+), containerPort")
                    .matcher(text)
                    .results()
                    .forEach(port -> ports.add(port.group(1)));
            Pattern.compile("(?:targetPort|[{ ]port): ([a-z][\\w-]*)")
                    .matcher(text)
                    .results()
                    .forEach(port -> assertThat(ports).as("%s", file).contains(port.group(1)));
        }
    }

    @Test
    void shouldOpenTheDefaultPortsWhenForKubernetes() throws Exception {
        Settings settings = Settings.load(List.of(), Map.of());
        String manifest = Files.readString(FILES.resolve("kubernetes/playhead.yaml"));
        Map.of(
                        "http", settings.http().port(),
                        "tcp", settings.tcp().port(),
                        "management", settings.management().port(),
                        "members", settings.cluster().firstPort(),
                        "bus", 15_702)
                .forEach((name, port) ->
                        assertThat(manifest).contains("{name: " + name + ", containerPort: " + port + "}"));
        assertThat(manifest).contains("{name: PLAYHEAD_CLUSTER_PORT, value: \"15701\"}");
        assertThat(manifest).contains("{name: PLAYHEAD_CLUSTER_BUSPORT, value: \"15702\"}");
        assertThat(manifest)
                .contains("prometheus.io/port: \"" + settings.management().port() + "\"");
    }

    @Test
    void shouldStartTheJvmAsThePagesSayWhenANodeIsStarted() throws Exception {
        String page = Files.readString(Path.of("src", "site", "markdown", "operating.md"));
        Matcher command =
                Pattern.compile("`java (-X[^`]*) -jar target/playhead.jar`").matcher(page);
        assertThat(command.find()).isTrue();
        String options = command.group(1);
        String words = options.replace(" ", ", ") + ", -jar, /playhead/playhead.jar";

        assertThat(Files.readString(Path.of("README.md"))).contains("java " + options + " -jar target/playhead.jar");
        assertThat(Files.readString(FILES.resolve("start.sh"))).contains("{JAVA_OPTS:-" + options + "}");
        assertThat(Files.readString(FILES.resolve("compose.yaml"))).contains("command: [java, " + words + "]");
        assertThat(Files.readString(FILES.resolve("kubernetes/playhead.yaml")).replace("\"", ""))
                .contains("args: [" + words + "]");
    }

    @Test
    void shouldBeSettingsThatExistWhenGivenAsVariables() throws Exception {
        Set<String> known = Settings.file()
                .lines()
                .map(line -> line.replaceFirst("^# ", ""))
                .filter(line -> line.matches("[a-z][A-Za-z.]+:.*"))
                .map(line -> variable(line.substring(0, line.indexOf(':'))))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(known).contains("PLAYHEAD_HTTP_PORT", "PLAYHEAD_CLUSTER_KUBERNETES_SERVICE");
        Set<String> used = new TreeSet<>();
        for (Path file : files("")) {
            VARIABLE.matcher(Files.readString(file)).results().forEach(found -> used.add(found.group()));
        }
        used.remove("PLAYHEAD_");

        assertThat(used).isNotEmpty().isSubsetOf(known);
    }

    @Test
    void shouldBeTakenByANodeWhenItsVariablesAreRead() throws Exception {
        JsonObject services = compose().getJsonObject("services");
        for (String node : List.of("node-1", "node-2", "node-3")) {
            Map<String, String> environment = new LinkedHashMap<>();
            services.getJsonObject(node)
                    .getJsonObject("environment")
                    .forEach(each -> environment.put(each.getKey(), String.valueOf(each.getValue())));
            assertThat(Settings.load(List.of(), environment).cluster().minimum())
                    .isEqualTo(2);
        }
        assertThat(Settings.load(List.of(), ofPod()).topics().replication()).isEqualTo(3);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> ofPod() throws IOException {
        Map<String, Object> set = documents(FILES.resolve("kubernetes/playhead.yaml")).stream()
                .filter(each -> "StatefulSet".equals(each.get("kind")))
                .findFirst()
                .orElseThrow();
        JsonObject spec = new JsonObject(set)
                .getJsonObject("spec")
                .getJsonObject("template")
                .getJsonObject("spec");
        Map<String, String> environment = new LinkedHashMap<>();
        spec.getJsonArray("containers").getJsonObject(0).getJsonArray("env").forEach(each -> {
            JsonObject variable = each instanceof JsonObject json ? json : new JsonObject((Map<String, Object>) each);
            environment.put(variable.getString("name"), variable.getString("value", "10.0.0.1"));
        });
        return environment;
    }

    private static void validate(Map<String, Object> manifest) throws IOException {
        Check check = KINDS.get(manifest.get("apiVersion") + " " + manifest.get("kind"));
        assertThat(check).as("%s", manifest.get("kind")).isNotNull();
        check.of(new Gson().toJsonTree(manifest));
    }

    private static List<String> faults(JsonObject compose) throws IOException {
        String text = Files.readString(Path.of("src", "test", "resources", "compose.schema.json"));
        OutputUnit result = Validator.create(
                        JsonSchema.of(new JsonObject(text)),
                        new JsonSchemaOptions()
                                .setDraft(Draft.DRAFT202012)
                                .setBaseUri("https://playhead.dev/")
                                .setOutputFormat(OutputFormat.Basic))
                .validate(compose);
        return result.getValid()
                ? List.of()
                : result.getErrors().stream().map(OutputUnit::toString).toList();
    }

    private static JsonObject compose() throws IOException {
        // Anchors have been followed by the reader; what is merged is merged here, what only holds it is left out
        Map<String, Object> merged =
                merged(documents(FILES.resolve("compose.yaml")).get(0));
        merged.keySet().removeIf(key -> key.startsWith("x-"));
        return new JsonObject(new GsonBuilder().serializeNulls().create().toJson(merged));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> merged(Map<String, Object> map) {
        Map<String, Object> merged = new LinkedHashMap<>();
        if (map.get("<<") instanceof Map<?, ?> base) {
            merged.putAll(merged((Map<String, Object>) base));
        }
        map.forEach((key, value) -> {
            if (!key.equals("<<")) {
                merged.put(key, value instanceof Map<?, ?> inner ? merged((Map<String, Object>) inner) : value);
            }
        });
        return merged;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> documents(Path file) throws IOException {
        List<Map<String, Object>> documents = new ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(Files.readString(file))
                .forEach(each -> documents.add((Map<String, Object>) each));
        return documents;
    }

    private static List<Path> manifests() throws IOException {
        List<Path> manifests = new ArrayList<>(files("kubernetes"));
        manifests.add(FILES.resolve("monitoring/kubernetes/monitoring.yaml"));
        return manifests;
    }

    private static List<Path> files(String directory) throws IOException {
        try (Stream<Path> files = Files.walk(FILES.resolve(directory))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static List<String> strings(JsonObject json, String key) {
        return json.getJsonArray(key).stream().map(String::valueOf).toList();
    }

    private static String variable(String key) {
        return "PLAYHEAD_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
