package dev.playhead.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The two files of the contract, parsed, and their schemas, ready to judge what is sent and answered. One thread. */
public final class Contract {
    private static final String OPENAPI_REF = "openapi.yaml#";

    private final JsonObject openapi = parsed("/openapi.yaml");
    private final JsonObject asyncapi = parsed("/asyncapi.yaml");
    private final JsonObject schemas = new JsonObject();
    private final Map<String, Validator> validators = new TreeMap<>();

    public Contract() {
        for (JsonObject file : List.of(openapi, asyncapi)) {
            JsonObject own = local(file.getJsonObject("components").getJsonObject("schemas"));
            own.forEach(schema -> schemas.put(schema.getKey(), schema.getValue()));
        }
    }

    public JsonObject openapi() {
        return openapi;
    }

    public JsonObject asyncapi() {
        return asyncapi;
    }

    /** What is wrong with the value by the named schema of either file; empty where nothing is. */
    public String faults(String schema, Object value) {
        return judged(schema, new JsonObject().put("$ref", "#/components/schemas/" + schema), value);
    }

    /** What is wrong with a frame or line by the named message of the AsyncAPI file. */
    public String messageFaults(String message, Object value) {
        return judged("message " + message, local(message(message).getJsonObject("payload")), value);
    }

    public JsonObject message(String name) {
        return asyncapi.getJsonObject("components").getJsonObject("messages").getJsonObject(name);
    }

    /** Every operation of the OpenAPI file as {@code METHOD /path}. */
    public Map<String, JsonObject> operations() {
        Map<String, JsonObject> operations = new TreeMap<>();
        for (Map.Entry<String, Object> path : openapi.getJsonObject("paths")) {
            JsonObject item = (JsonObject) path.getValue();
            for (String method : List.of("get", "put", "post", "patch", "delete")) {
                if (item.containsKey(method)) {
                    operations.put(method.toUpperCase() + " " + path.getKey(), item.getJsonObject(method));
                }
            }
        }
        return operations;
    }

    /** The examples of an operation's body, by media type. */
    public Map<String, List<Object>> requestExamples(JsonObject operation) {
        Map<String, List<Object>> examples = new TreeMap<>();
        JsonObject body = operation.getJsonObject("requestBody", new JsonObject());
        for (Map.Entry<String, Object> content : body.getJsonObject("content", new JsonObject())) {
            JsonObject named = ((JsonObject) content.getValue()).getJsonObject("examples", new JsonObject());
            examples.put(
                    content.getKey(),
                    named.stream()
                            .map(example -> ((JsonObject) example.getValue()).getValue("value"))
                            .toList());
        }
        return examples;
    }

    /** Every {@code $ref} of either file that leads nowhere. */
    public List<String> brokenReferences() {
        List<String> broken = new ArrayList<>();
        collectBroken(openapi, openapi, broken);
        collectBroken(asyncapi, asyncapi, broken);
        return broken;
    }

    private void collectBroken(Object node, JsonObject file, List<String> broken) {
        if (node instanceof JsonArray array) {
            array.forEach(each -> collectBroken(each, file, broken));
        } else if (node instanceof JsonObject object) {
            object.forEach(field -> collectBroken(field.getValue(), file, broken));
            if (object.getValue("$ref") instanceof String ref && !resolves(ref, file)) {
                broken.add(ref);
            }
        }
    }

    private boolean resolves(String ref, JsonObject file) {
        JsonObject root = ref.startsWith(OPENAPI_REF) ? openapi : file;
        return JsonPointer.from(ref.substring(ref.indexOf('#') + 1)).queryJson(root) != null;
    }

    private String judged(String name, JsonObject schema, Object value) {
        Validator validator = validators.computeIfAbsent(name, any -> validator(schema));
        OutputUnit result = validator.validate(value);
        if (result.getValid()) {
            return "";
        }
        return result.getErrors().stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getError())
                .collect(Collectors.joining("; "));
    }

    private Validator validator(JsonObject schema) {
        JsonObject whole = schema.copy().put("components", new JsonObject().put("schemas", schemas.copy()));
        return Validator.create(
                JsonSchema.of(whole),
                new JsonSchemaOptions()
                        .setBaseUri("https://playhead.example/contract")
                        .setDraft(Draft.DRAFT202012)
                        .setOutputFormat(OutputFormat.Basic));
    }

    private static JsonObject local(JsonObject schema) {
        return new JsonObject(schema.encode().replace(OPENAPI_REF, "#"));
    }

    private static JsonObject parsed(String resource) {
        try (InputStream file = Contract.class.getResourceAsStream(resource)) {
            Object root = new Load(LoadSettings.builder().setLabel(resource).build()).loadFromInputStream(file);
            return new JsonObject(new JsonObject(asMap(root)).encode());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object root) {
        return (Map<String, Object>) root;
    }
}
