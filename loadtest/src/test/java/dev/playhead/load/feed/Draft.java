package dev.playhead.load.feed;

/**
 * An event that has no id yet.
 *
 * @param subject also its key
 * @param rest further members of the JSON object, as {@code "datacontenttype":…,"data":…}
 */
public record Draft(String source, String type, String subject, String rest) {
    /** As structured JSON; what the parts hold needs no escaping, or has it. */
    public String event(String id) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"" + source + "\",\"type\":\"" + type
                + "\",\"subject\":\"" + subject + "\"," + rest + "}";
    }
}
