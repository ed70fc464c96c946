package dev.playhead.config;

import dev.playhead.access.AccessSettings;
import dev.playhead.cluster.ClusterSettings;
import dev.playhead.codec.CodecLimits;
import dev.playhead.delivery.DeliverySettings;
import dev.playhead.edge.EdgeSettings;
import dev.playhead.filter.FilterLimits;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.GroupSettings;
import dev.playhead.http.HttpSettings;
import dev.playhead.http.ManagementSettings;
import dev.playhead.ingest.IngestSettings;
import dev.playhead.ingest.WindowSettings;
import dev.playhead.kafka.TopicSettings;
import dev.playhead.kafka.client.KafkaSettings;
import dev.playhead.kafka.read.ReaderSettings;
import dev.playhead.logback.LogSettings;
import dev.playhead.redis.ConfirmationStoreSettings;
import dev.playhead.redis.RedisSettings;
import dev.playhead.replay.job.ReplaySettings;
import dev.playhead.replay.pacing.YieldSettings;
import dev.playhead.sandbox.SandboxSettings;
import dev.playhead.tcp.TcpSettings;
import dev.playhead.tracing.TracingSettings;
import dev.playhead.ws.WsSettings;
import java.util.List;
import java.util.Map;

/** Holds all settings of a node, one record for each package with settings; immutable. */
public record Settings(
        AccessSettings access,
        HttpSettings http,
        TcpSettings tcp,
        ManagementSettings management,
        EdgeSettings edges,
        CodecLimits limits,
        FilterLimits filters,
        IngestSettings ingest,
        WindowSettings window,
        TopicSettings topics,
        ReaderSettings reader,
        DeliverySettings delivery,
        WsSettings ws,
        GroupSettings groups,
        ConfirmationSettings confirmations,
        ConfirmationStoreSettings confirmationStore,
        ReplaySettings replays,
        YieldSettings yielding,
        ClusterSettings cluster,
        KafkaSettings kafka,
        RedisSettings redis,
        SandboxSettings sandbox,
        LogSettings log,
        TracingSettings tracing) {

    /** @throws InvalidSettingsException with everything that is wrong, if anything is */
    public static Settings load(List<String> arguments, Map<String, String> environment) {
        Settings settings = SettingsLoader.load(Settings.class, arguments, environment);
        List<String> contradictions = Contradictions.of(settings);
        if (!contradictions.isEmpty()) {
            throw new InvalidSettingsException(contradictions);
        }
        return settings;
    }

    /** Writes the text of {@code --help}. */
    public static String help() {
        return Reference.help(Settings.class);
    }

    /** A settings file that says every default. */
    public static String file() {
        return Reference.file(Settings.class);
    }
}
