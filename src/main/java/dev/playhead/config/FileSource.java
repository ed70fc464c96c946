package dev.playhead.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Reads a YAML file of nested or dotted keys; every scalar is text as it stands there. */
final class FileSource {
    private static final long LARGEST_FILE = 1024 * 1024;

    private final Path file;
    private final Keys keys;
    private final Findings findings;
    private final Map<String, Object> flat = new LinkedHashMap<>();

    FileSource(Path file, Keys keys, Findings findings) {
        this.file = file;
        this.keys = keys;
        this.findings = findings;
    }

    void read() {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                findings.fault(file + " is larger than " + LARGEST_FILE + " bytes");
                return;
            }
            take(parse(Files.readString(file)));
        } catch (IOException failure) {
            findings.fault("The settings file " + file + " cannot be read (" + failure + ")");
        } catch (YamlEngineException failure) {
            findings.fault("The settings file " + file + " is not YAML: " + fault(failure));
        }
    }

    /** The fault and its line; the whole message would quote lines, and a line may have a secret. */
    private static String fault(YamlEngineException failure) {
        if (failure instanceof MarkedYamlEngineException marked) {
            return marked.getProblem()
                    + marked.getProblemMark()
                            .map(mark -> " in line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                            .orElse("");
        }
        return String.valueOf(failure.getMessage()).strip();
    }

    private static Object parse(String text) {
        return new Load(LoadSettings.builder()
                        .setSchema(new FailsafeSchema())
                        .setTagConstructors(Map.of(Tag.NULL, nothing -> ""))
                        .setAllowDuplicateKeys(false)
                        .build())
                .loadFromString(text);
    }

    private void take(Object root) {
        if (root instanceof Map<?, ?> map) {
            flatten("", map);
            flat.forEach(this::give);
        } else if (!root.equals("")) {
            findings.fault("The settings file " + file + " must hold keys and values, but holds " + root);
        }
    }

    private void flatten(String prefix, Map<?, ?> map) {
        map.forEach((name, value) -> {
            String key = prefix + name;
            if (value instanceof Map<?, ?> nested) {
                flatten(key + ".", nested);
            } else if (flat.putIfAbsent(key, value) != null) {
                findings.fault(file + " has the key " + key + " twice");
            }
        });
    }

    private void give(String name, Object value) {
        keys.named(name)
                .ifPresentOrElse(
                        slot -> findings.give(
                                slot,
                                value instanceof List<?> list
                                        ? new Findings.Given(
                                                list.stream()
                                                        .map(String::valueOf)
                                                        .toList(),
                                                file.toString())
                                        : new Findings.Given(value.toString(), file.toString())),
                        () -> findings.unknown(name, file.toString(), keys));
    }
}
