package cc.dmart.httptests.contract;

import static cc.dmart.httptests.contract.Caller.ADMIN;
import static cc.dmart.httptests.contract.Row.row;
import static cc.dmart.httptests.contract.Shop.recordJson;

import java.util.List;

/** Rows of {@link EventsContractIT}: looks and questions. */
final class ReadingEvents {
    private ReadingEvents() {}

    static List<EventRow> rows() {
        String seen = "view content heard:/pens/red (item)";
        String asked = "query - heard:/pens/-";
        String question =
                "{type:'search', space_name:'heard', subpath:'/pens', filter_shortnames:['red','none'], search:'-zz'}";
        String before = "{filter_shortnames:['none','red'], type:'search', search:'-zz'}";
        String after = "{filter_shortnames:['none','red'], type:'search', search:'-zz', total:1, returned:1}";
        String saved = recordJson("content", "reports", "all", "{name:'red'}");
        return List.of(
                EventRow.of("entry", row("entry").as(ADMIN).get(EventsContractIT.PEN))
                        .both(seen, "{}"),
                EventRow.of(
                                "entry with its payload",
                                row("entry").as(ADMIN).get(EventsContractIT.PEN + "?retrieve_json_payload=true"))
                        .both(seen, "{}"),
                EventRow.of("entry, public", row("entry").get("/public/entry/content/heard/pens/red"))
                        .both(seen, "{}"),
                EventRow.of("payload", row("payload").as(ADMIN).get("/managed/payload/content/heard/pens/red.json"))
                        .both(seen, "{}"),
                EventRow.of("byuuid", row("byuuid").as(ADMIN).get("/managed/byuuid/${uuid}"))
                        .both(seen, "{}"),
                EventRow.of("byslug", row("byslug").as(ADMIN).get("/managed/byslug/heard-slug"))
                        .both("view content heard:/pens/slugged", "{}"),
                EventRow.of("query", row("query").as(ADMIN).post("/managed/query", question))
                        .before(asked, before)
                        .after(asked, after),
                EventRow.of("query, public", row("query").post("/public/query", question))
                        .before(asked, before)
                        .after(asked, after),
                EventRow.of("csv", row("csv").as(ADMIN).post("/managed/csv", question))
                        .before(asked, before)
                        .after(asked, after),
                EventRow.of("csv of a saved query", row("csv").as(ADMIN).post("/managed/csv/heard", saved))
                        .before(asked, "{filter_shortnames:[], type:'search', search:'~@shortname:.?red'}")
                        .after(
                                asked,
                                "{filter_shortnames:[], type:'search', search:'~@shortname:.?red', total:1, returned:1}"));
    }
}
