"""Head office: takes in what tills send, each sale once, and shows the day on a web page."""
