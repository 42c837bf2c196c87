package cc.dmart.plugin.example.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.plugin.BeforeHook;
import cc.dmart.api.plugin.ChangeContext;
import cc.dmart.api.plugin.DmartListener;
import java.math.BigDecimal;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * Works out the {@code total} of an order line whenever a request names its {@code price} and {@code quantity}, whatever the
 * client thinks it is. The result is validated like what a client sends. Thread-safe.
 */
@Component
@DmartListener(
        plugin = "example",
        event_actions = {"create", "update"},
        event_resourceTypes = {"content"},
        event_schemas = {"order_line"})
public final class LineTotal implements BeforeHook {
    private static final String PAYLOAD = "payload";
    private static final String BODY = "body";

    @Override
    public void before(ChangeContext change) {
        change.proposed().ifPresent(record -> {
            JsonObject attributes = record.attributes();
            JsonObject payload = attributes.object(PAYLOAD).orElse(JsonObject.EMPTY);
            Optional<JsonObject> body =
                    payload.get(BODY).map(JsonCodec::materialize).flatMap(JsonValue::asObject);
            Optional<JsonNumber> price = body.flatMap(b -> b.number("price"));
            Optional<JsonNumber> quantity = body.flatMap(b -> b.number("quantity"));
            if (price.isPresent() && quantity.isPresent()) {
                BigDecimal total = price.get().decimal().multiply(quantity.get().decimal());
                JsonObject summed = body.get().toBuilder()
                        .put("total", new JsonNumber(total.toString()))
                        .build();
                change.propose(attributes.with(PAYLOAD, payload.with(BODY, summed)));
            }
        });
    }
}
