package dev.playhead.git;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes changes as CloudEvents in JSON, a line each. One thread.
 *
 * <p>The id is the first 16 digits of the commit's name and the change's number in it: the same history gives the same
 * events at every run, so feeding it twice stores nothing twice.
 */
final class EventLines {
    private static final int ID_DIGITS = 16;

    private final String source;
    private final OutputStream out;
    private final JsonGenerator json;

    EventLines(String source, OutputStream out) throws IOException {
        this.source = source;
        this.out = out;
        this.json = new JsonFactory()
                .createGenerator(out)
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
                .setRootValueSeparator(null);
    }

    void write(History.Change change) throws IOException {
        String path = PathText.of(change.path());
        json.writeStartObject();
        json.writeStringField("specversion", "1.0");
        json.writeStringField("id", change.commit().substring(0, ID_DIGITS) + "-" + change.number());
        json.writeStringField("source", source);
        json.writeStringField("type", change.type());
        json.writeStringField("subject", path);
        json.writeStringField("time", change.committed().toString());
        json.writeStringField("datacontenttype", "application/json");
        json.writeObjectFieldStart("data");
        json.writeStringField("commit", change.commit());
        json.writeStringField("path", path);
        json.writeStringField("mode", change.mode());
        json.writeStringField("blob", change.deletes() ? null : change.blob());
        json.writeEndObject();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    void flush() throws IOException {
        json.flush();
        out.flush();
    }
}
