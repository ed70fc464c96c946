package dev.playhead.kafka.client;

import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Lists what the user of a node needs in a Kafka with access lists. */
public enum KafkaGrant {
    EVENTS(
            ResourceType.TOPIC,
            PatternType.LITERAL,
            "*",
            "topics of events, and the journals `playhead.*`",
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.CREATE,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER,
            AclOperation.ALTER_CONFIGS,
            AclOperation.DELETE),
    GROUPS(
            ResourceType.GROUP,
            PatternType.PREFIXED,
            "playhead.",
            "cursors of groups, for Kafka's tools",
            AclOperation.READ,
            AclOperation.DESCRIBE,
            AclOperation.DELETE),
    SIZES(ResourceType.CLUSTER, PatternType.LITERAL, "kafka-cluster", "bytes of topics on disk", AclOperation.DESCRIBE);

    private final ResourcePattern pattern;
    private final String purpose;
    private final List<AclOperation> operations;

    KafkaGrant(ResourceType type, PatternType pattern, String name, String purpose, AclOperation... operations) {
        this.pattern = new ResourcePattern(type, name, pattern);
        this.purpose = purpose;
        this.operations = List.of(operations);
    }

    /** Returns the resource for people: its type, and its name or the beginning of its names. */
    public String resource() {
        return pattern.resourceType().name().toLowerCase(Locale.ROOT) + " " + pattern.name()
                + (pattern.patternType() == PatternType.PREFIXED ? "*" : "");
    }

    public List<AclOperation> operations() {
        return operations;
    }

    /** Returns the reason of the grant. */
    public String purpose() {
        return purpose;
    }
}
