package dev.playhead.config;

import dev.playhead.settings.Secret;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds a record of settings records from a file, the environment and the command line, each over the one before; called
 * once, on the main thread.
 */
public final class SettingsLoader {
    private static final Path DEFAULT_FILE = Path.of("conf", "playhead.yaml");

    private final Findings findings = new Findings();

    private SettingsLoader() {}

    /**
     * The file is that of {@code --config} or {@code PLAYHEAD_CONFIG}, else {@code conf/playhead.yaml} if it is there.
     *
     * @throws InvalidSettingsException with everything that is wrong, if anything is
     */
    public static <T extends Record> T load(Class<T> type, List<String> arguments, Map<String, String> environment) {
        SettingsLoader loader = new SettingsLoader();
        Keys keys = Keys.of(type);
        Arguments line = Arguments.of(arguments);
        line.config()
                .or(() -> Optional.ofNullable(environment.get(EnvironmentSource.CONFIG)))
                .map(Path::of)
                .or(() -> Optional.of(DEFAULT_FILE).filter(Files::exists))
                .ifPresent(file -> new FileSource(file, keys, loader.findings).read());
        EnvironmentSource.read(environment, keys, loader.findings);
        line.read(keys, loader.findings);
        Optional<T> settings = loader.build(type);
        if (!loader.findings.faults().isEmpty()) {
            throw new InvalidSettingsException(loader.findings.faults());
        }
        return settings.orElseThrow();
    }

    /** Builds a record; empty after a fault, which is then among the findings. */
    private <T> Optional<T> build(Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<Optional<?>> values = Arrays.stream(components)
                .<Optional<?>>map(
                        component -> Keys.isSection(component) ? build(component.getType()) : value(Keys.of(component)))
                .toList();
        if (values.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return construct(type, types, values.stream().map(Optional::orElseThrow).toArray());
    }

    private <T> Optional<T> construct(Class<T> type, Class<?>[] types, Object[] values) {
        try {
            return Optional.of(type.getConstructor(types).newInstance(values));
        } catch (InvocationTargetException failure) {
            if (failure.getCause() instanceof IllegalArgumentException refused) {
                findings.fault(withOrigins(type, String.valueOf(refused.getMessage())));
                return Optional.empty();
            }
            throw new IllegalStateException(failure);
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(type + " must be a public record", failure);
        }
    }

    /** Adds the origins of the values that a record's sentence names; the record knows only its keys. */
    private String withOrigins(Class<?> type, String sentence) {
        String origins = Arrays.stream(type.getRecordComponents())
                .filter(component -> !Keys.isSection(component))
                .map(Keys::of)
                .filter(key -> sentence.contains(key.name()))
                .flatMap(key -> Stream.concat(
                        findings.given(key).stream()
                                .map(given -> key.name() + " = " + given.shown(key) + " from " + given.origin()),
                        findings.entries(key).entrySet().stream()
                                .filter(entry -> sentence.contains(key.name() + "." + entry.getKey()))
                                .map(entry -> key.name() + "." + entry.getKey() + " from "
                                        + entry.getValue().origin())))
                .collect(Collectors.joining(", "));
        return origins.isEmpty() ? sentence : sentence + " (" + origins + ")";
    }

    private Optional<Object> value(Key key) {
        if (key.isMap()) {
            return entries(key);
        }
        Optional<Findings.Given> file = findings.file(key);
        if (file.isPresent()) {
            return fromFile(key, file.get());
        }
        Optional<Findings.Given> given = findings.given(key);
        if (given.isEmpty() && key.defaultValue().isEmpty() && !Values.mayBeAbsent(key.type())) {
            findings.fault(key.name() + " must be given");
            return Optional.empty();
        }
        return parsed(key, given.orElseGet(() -> new Findings.Given(key.defaultValue(), "default")));
    }

    private Optional<Object> parsed(Key key, Findings.Given value) {
        try {
            Object read = Values.read(key.type(), value.texts());
            key.check(read);
            return Optional.of(read);
        } catch (IllegalArgumentException takes) {
            findings.fault(key.name() + " (" + value.origin() + ") is \"" + value.shown(key) + "\", but takes "
                    + takes.getMessage());
            return Optional.empty();
        }
    }

    /** Reads the value from a file that was given in its place; a secret reads this file again later. */
    private Optional<Object> fromFile(Key key, Findings.Given file) {
        Optional<Findings.Given> given = findings.given(key);
        if (given.isPresent()) {
            findings.fault(key.name() + " is given twice: as a value ("
                    + given.get().origin() + ") and in a file (" + file.origin() + "); give one of them");
            return Optional.empty();
        }
        return content(key, file)
                .flatMap(content -> key.isSecret()
                        ? Optional.of(Optional.of(content))
                        : parsed(key, new Findings.Given(content.read(), "file " + file.joined())));
    }

    /** Returns the entries of a properties file, if one is given, under the entries that are given one by one. */
    private Optional<Object> entries(Key key) {
        Map<String, Secret> entries = new LinkedHashMap<>();
        Optional<Findings.Given> file = findings.given(key);
        if (file.isPresent()) {
            Optional<Secret> content = content(key, file.get());
            if (content.isEmpty()) {
                return Optional.empty();
            }
            try {
                Properties properties = new Properties();
                properties.load(new StringReader(content.get().read()));
                properties.forEach((name, value) -> entries.put(name.toString(), Secret.of(value.toString())));
            } catch (IOException | IllegalArgumentException malformed) {
                findings.fault(key.name() + " (" + file.get().origin() + ") takes a file of properties, but "
                        + file.get().joined() + " is not one (" + malformed.getMessage() + ")");
                return Optional.empty();
            }
        }
        findings.entries(key).forEach((name, given) -> entries.put(name, Secret.of(given.joined())));
        return Optional.of(Collections.unmodifiableMap(entries));
    }

    private Optional<Secret> content(Key key, Findings.Given file) {
        try {
            return Optional.of(Secret.in(Values.path(file.joined().strip())));
        } catch (IOException | IllegalArgumentException failure) {
            findings.fault(key.name() + " (" + file.origin() + ") takes a file with text, but " + failure.getMessage());
            return Optional.empty();
        }
    }

    /** Reads the environment variables that begin with {@code PLAYHEAD_}. */
    static final class EnvironmentSource {
        static final String CONFIG = "PLAYHEAD_CONFIG";
        private static final String PREFIX = "PLAYHEAD_";

        private EnvironmentSource() {}

        static void read(Map<String, String> environment, Keys keys, Findings findings) {
            new TreeMap<>(environment).forEach((variable, value) -> {
                if (variable.toUpperCase(Locale.ROOT).startsWith(PREFIX) && !variable.equals(CONFIG)) {
                    String origin = "environment variable " + variable;
                    String name = variable.substring(PREFIX.length());
                    keys.folded(name)
                            .ifPresentOrElse(
                                    slot -> findings.give(slot, new Findings.Given(value, origin)),
                                    () -> findings.unknown(
                                            name.toLowerCase(Locale.ROOT).replace('_', '.'), origin, keys));
                }
            });
        }
    }
}
