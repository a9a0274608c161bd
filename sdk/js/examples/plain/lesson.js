session.attach('#player')
