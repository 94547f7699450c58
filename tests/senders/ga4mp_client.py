"""What a shop's Python server says by way of `ga4mp`. Any answer that it takes for an error ends this with one."""

import datetime
import sys

from ga4mp import GtagMP

server, key = sys.argv[1:]
client = GtagMP(api_secret=key, measurement_id="shop", client_id="1234567890.1700000000")
client._base_domain = f"{server}/mp/collect"
client._validation_domain = f"{server}/debug/mp/collect"
client.store.set_user_property("user_id", "customer-1")


def purchase(order):
    event = client.create_new_event(name="purchase")
    event.set_event_param(name="currency", value="EUR")
    event.set_event_param(name="value", value=15)
    event.set_event_param(name="transaction_id", value=order)
    item = event.create_new_item(item_id="SKU_1" if order == "T-1" else "SKU_2", item_name="Lamp")
    item.set_parameter("price", 15)
    event.add_item_to_event(item)
    return event


client.send([purchase("T-1")], validation_hit=True)
client.send([purchase("T-1")])
# Postponed ones come alone, and not in a list.
client.send([purchase("T-2")], postpone=True)
client.postponed_send()
login = client.create_new_event(name="login")
login.set_event_param(name="method", value="password")
client.send([login], date=datetime.datetime.now() - datetime.timedelta(hours=20))
