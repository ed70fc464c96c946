package dev.playhead.load.simulation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.playhead.load.books.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads frames of deliveries in one pass, since hundreds of subscribers get each event; stateless. */
final class Frames {
    private static final JsonFactory JSON = new JsonFactory();

    private Frames() {}

    static boolean hasEvents(String frame) {
        return frame.startsWith("{\"op\":\"events\"");
    }

    static List<Delivery> deliveries(String frame) {
        List<Delivery> deliveries = new ArrayList<>();
        try (JsonParser json = JSON.createParser(frame)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isEvents = json.currentName().equals("events");
                json.nextToken();
                if (isEvents) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        deliveries.add(delivery(json));
                    }
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("not a frame: " + frame, e);
        }
        return deliveries;
    }

    private static Delivery delivery(JsonParser json) throws IOException {
        int partition = -1;
        long offset = -1;
        String[] identity = {"", ""};
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "partition" -> partition = json.getIntValue();
                case "offset" -> offset = json.getLongValue();
                case "event" -> identity = identity(json);
                default -> json.skipChildren();
            }
        }
        return new Delivery(identity[0], identity[1], partition, offset);
    }

    private static String[] identity(JsonParser json) throws IOException {
        String[] identity = {"", ""};
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "source" -> identity[0] = json.getText();
                case "id" -> identity[1] = json.getText();
                default -> json.skipChildren();
            }
        }
        return identity;
    }
}
